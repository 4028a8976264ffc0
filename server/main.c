// SPDX-License-Identifier: Apache-2.0
/*
 * tumen-server: the page on which the whole program is visible. Reads the options and the config,
 * makes the pipes, gives each room its ends, starts them, waits for a signal, stops them.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "command_line.h"
#include "config.h"
#include "control/control.h"
#include "media/media.h"
#include "media/media_thread.h"
#include "net/dev_cert.h"
#include "net/net.h"
#include "ports/counters.h"
#include "ports/downlink.h"
#include "ports/event.h"
#include "ports/loop_ports.h"
#include "ports/media_command.h"
#include "ports/media_note.h"
#include "ports/recording.h"
#include "ports/request.h"
#include "ports/uplink.h"
#include "sinks/recorder.h"
#include "token_command.h"
#include "version.h"

enum { EXIT_USAGE = 2 };

/* The pipes of one loop. */
struct loop_pipes {
	struct pipe uplink, downlink, request, event;
	struct bell bell;
};

struct program {
	struct command_line command;
	struct config config;
	char web_dir[CONFIG_PATH_BYTES];
	struct counters counters;
	int64_t epoch_ns; /* server_ms 0 */

	struct loop_pipes loops[CONFIG_LOOPS_MAX];
	struct loop_ports ports[CONFIG_LOOPS_MAX];
	struct pipe media_command, media_note;
	struct bell control_bell;
	struct pipe recorder_downlink, recording_command, recording_note;
	struct bell recorder_bell;

	struct media *media;
	struct media_thread media_thread;
	struct control *control;
	struct net *net;
	struct recorder *recorder; /* NULL: no folder for recordings */
};

/* ---- the pipes, as docs/architecture.md draws them ---- */

static int lay_loop(struct program *p, uint32_t i)
{
	struct loop_pipes *l = &p->loops[i];
	int err = pipe_init(&l->uplink, sizeof(struct uplink), UPLINK_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&l->downlink, sizeof(struct downlink), DOWNLINK_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&l->request, sizeof(struct request), REQUEST_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&l->event, sizeof(struct event), EVENT_PIPE_RECORDS);
	if (!err)
		err = bell_init(&l->bell);
	p->ports[i] = (struct loop_ports){ .uplink = &l->uplink,
		.downlink = &l->downlink,
		.request = &l->request,
		.event = &l->event,
		.bell = &l->bell,
		.control = &p->control_bell };
	return err;
}

static int lay_recorder(struct program *p)
{
	int err = pipe_init(&p->recorder_downlink, sizeof(struct downlink), DOWNLINK_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&p->recording_command, sizeof(struct recording_command),
				RECORDING_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&p->recording_note, sizeof(struct recording_note),
				RECORDING_PIPE_RECORDS);
	return err ? err : bell_init(&p->recorder_bell);
}

static int lay_pipes(struct program *p)
{
	int err = bell_init(&p->control_bell);
	if (!err)
		err = pipe_init(&p->media_command, sizeof(struct media_command),
				MEDIA_COMMAND_PIPE_RECORDS);
	if (!err)
		err = pipe_init(&p->media_note, sizeof(struct media_note), MEDIA_NOTE_PIPE_RECORDS);
	for (uint32_t i = 0; !err && i < p->config.loops; i++)
		err = lay_loop(p, i);
	if (!err && p->config.recordings[0])
		err = lay_recorder(p);
	return err;
}

static void lift_pipes(struct program *p)
{
	for (uint32_t i = 0; i < CONFIG_LOOPS_MAX; i++) {
		struct loop_pipes *l = &p->loops[i];
		pipe_finish(&l->uplink);
		pipe_finish(&l->downlink);
		pipe_finish(&l->request);
		pipe_finish(&l->event);
		bell_finish(&l->bell);
	}
	pipe_finish(&p->media_command);
	pipe_finish(&p->media_note);
	bell_finish(&p->control_bell);
	pipe_finish(&p->recorder_downlink);
	pipe_finish(&p->recording_command);
	pipe_finish(&p->recording_note);
	bell_finish(&p->recorder_bell);
}

/* ---- the rooms ---- */

static int make_media(struct program *p)
{
	const struct config *c = &p->config;
	struct media_setup setup = { .channels = c->plan.channel_count,
		.low_bitrate_bps = c->low_bitrate_bps,
		.complexity = c->complexity,
		.hold_off_ms = c->hold_off_ms,
		.silence_hold_off_ms = c->silence_hold_off_ms,
		.fade_ms = c->fade_ms,
		.target_lufs = c->target_lufs,
		.epoch_ns = p->epoch_ns };
	for (uint32_t i = 0; i < c->plan.channel_count; i++)
		setup.bitrates_bps[i] = c->plan.channels[i].bitrate_bps;
	struct pipe *uplinks[CONFIG_LOOPS_MAX];
	struct pipe *downlinks[CONFIG_LOOPS_MAX + 1] = { NULL };
	struct bell *bells[CONFIG_LOOPS_MAX + 1] = { NULL };
	for (uint32_t i = 0; i < c->loops; i++) {
		uplinks[i] = &p->loops[i].uplink;
		downlinks[i] = &p->loops[i].downlink;
		bells[i] = &p->loops[i].bell;
	}
	downlinks[c->loops] = &p->recorder_downlink;
	bells[c->loops] = &p->recorder_bell;
	struct media_ports ports = { .uplinks = uplinks,
		.loops = c->loops,
		.downlinks = downlinks,
		.readers = c->loops + (c->recordings[0] != '\0'),
		.command = &p->media_command,
		.note = &p->media_note,
		.bells = bells,
		.control = &p->control_bell };
	return media_create(&p->media, &setup, &ports);
}

static int make_control(struct program *p)
{
	struct control_setup setup = { .plan = &p->config.plan,
		.loops = p->config.loops,
		.ports = p->ports,
		.media_command = &p->media_command,
		.media_note = &p->media_note,
		.bell = &p->control_bell,
		.sessions = p->config.sessions,
		.auth = { .trusts_this_machine = command_line_trusts(&p->command, &p->config),
				.key_path = p->config.key_file,
				.revoked_path = p->config.revoked_file },
		.epoch_ns = p->epoch_ns,
		.unix_ns = clock_unix_ns() - (clock_now_ns() - p->epoch_ns),
		.audit_path = p->config.audit_log,
		.handover_countdown_ms = p->config.handover_countdown_ms,
		.hold_off_ms = p->config.hold_off_ms,
		.counters = &p->counters };
	memcpy(setup.auth.pin, p->config.pin, sizeof setup.auth.pin);
	if (p->config.recordings[0]) {
		setup.recording_command = &p->recording_command;
		setup.recording_note = &p->recording_note;
		setup.recorder_bell = &p->recorder_bell;
	}
	int err = p->config.key_file[0] ? keyring_make(p->config.key_file) : 0;
	return err ? err : control_create(&p->control, &setup);
}

static int make_recorder(struct program *p)
{
	const struct plan *plan = &p->config.plan;
	struct recorder_channel channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < plan->channel_count; i++) {
		memcpy(channels[i].id, plan->channels[i].id, NAME_BYTES);
		memcpy(channels[i].name, plan->channels[i].name, NAME_BYTES);
	}
	struct recorder_setup setup = { .dir = p->config.recordings,
		.event_id = plan->id,
		.channels = channels,
		.channel_count = plan->channel_count,
		.downlink = &p->recorder_downlink,
		.command = &p->recording_command,
		.note = &p->recording_note,
		.bell = &p->recorder_bell,
		.control = &p->control_bell };
	return p->config.recordings[0] ? recorder_create(&p->recorder, &setup) : 0;
}

static int make_net(struct program *p)
{
	const struct config *c = &p->config;
	struct net_channel channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < p->config.plan.channel_count; i++) {
		memcpy(channels[i].id, p->config.plan.channels[i].id, NAME_BYTES);
		memcpy(channels[i].name, p->config.plan.channels[i].name, NAME_BYTES);
	}
	struct net_setup setup = { .port = p->config.listen.port,
		.loops = p->config.loops,
		.sessions = p->config.sessions,
		.web_dir = p->web_dir,
		.cert_path = c->cert,
		.key_path = c->cert_key[0] ? c->cert_key : c->cert,
		.channels = channels,
		.channel_count = p->config.plan.channel_count,
		.recordings = c->recordings,
		.no_streams = p->config.pin[0] != '\0',
		.epoch_ns = p->epoch_ns,
		.ports = p->ports,
		.counters = &p->counters };
	memcpy(setup.address, p->config.listen.address, sizeof setup.address);
	int err = p->command.dev_cert && c->cert[0]
				  ? dev_cert_make(setup.cert_path, setup.key_path, setup.address)
				  : 0;
	return err ? err : net_create(&p->net, &setup);
}

static int make_rooms(struct program *p)
{
	int err = make_media(p);
	if (!err)
		err = make_control(p);
	if (!err)
		err = make_recorder(p);
	if (!err)
		err = make_net(p);
	return err;
}

/* From the ear backwards: whoever is written to stands before its writer starts. */
static int start_rooms(struct program *p)
{
	int err = control_start(p->control);
	if (!err)
		err = net_start(p->net);
	if (!err && p->recorder)
		err = recorder_start(p->recorder);
	if (!err)
		err = media_thread_start(&p->media_thread, p->media);
	return err;
}

static void stop_rooms(struct program *p)
{
	media_thread_stop(&p->media_thread);
	if (p->recorder)
		recorder_stop(p->recorder);
	if (p->net)
		net_stop(p->net);
	if (p->control)
		control_stop(p->control);
	net_destroy(p->net);
	control_destroy(p->control);
	recorder_destroy(p->recorder);
	media_destroy(p->media);
	lift_pipes(p);
}

/* ---- from the command line to the end ---- */

/* Where the pages lie when nobody says: beside the program as built, or as installed. */
static void find_web_dir(struct program *p)
{
	static const char *const places[] = { "../web", "../share/tumen/web" };
	char self[CONFIG_PATH_BYTES];

	snprintf(p->web_dir, sizeof p->web_dir, "%s", p->config.web_dir);
	ssize_t bytes = readlink("/proc/self/exe", self, sizeof self - 1);
	if (p->web_dir[0] || bytes <= 0)
		return;
	self[bytes] = '\0';
	char *slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int length = snprintf(p->web_dir, sizeof p->web_dir, "%s/%s", self, places[i]);
		if (length < (int)sizeof p->web_dir && access(p->web_dir, R_OK) == 0)
			return;
	}
	p->web_dir[0] = '\0';
	log_warning("server", "no pages found; serving sound only, see --web-dir");
}

static int tell_address(const struct program *p)
{
	struct config_listen listen = p->config.listen;
	listen.port = net_port(p->net);
	log_info("server", "listening address=%s port=%u version=%s", listen.address, listen.port,
			TUMEN_VERSION);
	if (command_line_trusts(&p->command, &p->config))
		log_info("server", "no tokens needed: only this machine can reach it");
	else if (!config_is_loopback(&p->config.listen) && !p->config.cert[0])
		log_warning("server",
				"no TLS: tokens can be read on their way, and browsers give pages "
				"no microphone");
	if (!p->command.port_path)
		return 0;
	return command_line_write_port(p->command.port_path, &listen);
}

static int start(struct program *p)
{
	int err = lay_pipes(p);
	if (!err)
		err = make_rooms(p);
	if (!err)
		err = start_rooms(p);
	if (!err)
		err = tell_address(p);
	return err;
}

/* Threads inherit the mask: signals come to sigwait() here and nowhere else. */
static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write() */
}

static void reload(struct program *p)
{
	control_reload(p->control);
	if (net_reload(p->net) != 0)
		log_error("server", "certificate kept as it was");
}

/* SIGHUP: keys, revoked ids and the certificate are read again. Any other signal is the end. */
static int wait_for_end(struct program *p, const sigset_t *signals)
{
	int received = 0;
	while (sigwait(signals, &received) == 0 && received == SIGHUP)
		reload(p);
	return received;
}

static int serve(struct program *p)
{
	sigset_t signals;
	block_signals(&signals);
	log_set_level(p->config.log_level);
	find_web_dir(p);
	p->epoch_ns = clock_now_ns();

	int err = start(p);
	if (!err)
		log_info("server", "stopping signal=%d", wait_for_end(p, &signals));
	else if (err != -EADDRINUSE) /* net has said all that there is to say */
		log_error("server", "cannot start: %s", strerror(-err));
	stop_rooms(p);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static struct program program; /* zeroed: every part may be stopped before it was started */

	if (argc > 1 && strcmp(argv[1], "token") == 0)
		return token_command(argc - 1, argv + 1, stdout, stderr);
	switch (command_line_read(&program.command, &program.config, argc, argv, stdout, stderr)) {
	case COMMAND_SERVE: return serve(&program);
	case COMMAND_DONE: return EXIT_SUCCESS;
	case COMMAND_WRONG: return EXIT_USAGE;
	}
	return EXIT_USAGE;
}
