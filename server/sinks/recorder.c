// SPDX-License-Identifier: Apache-2.0
#include "sinks/recorder.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "ports/downlink.h"
#include "sinks/track.h"

enum {
	PATH_BYTES = 1024,
	NOTE_MS = 1000,
	FILL_DELAY_MS = 2000, /* a channel that sends nothing is filled with silence this far behind
			       */
	FOLDER_MODE = 0750,
};

struct recorder {
	struct recorder_setup setup;
	char dir[PATH_BYTES];
	char event_id[NAME_BYTES];
	struct recorder_channel channels[CHANNELS_MAX];
	struct thread thread;
	_Atomic bool stopping;

	struct recording_command wish;
	struct recording_note note;
	bool begun;       /* start_ns is set: the first tick of this recording was seen */
	int64_t start_ns; /* that tick */
	int64_t noted_ns;
	struct track tracks[CHANNELS_MAX];
	struct {
		bool known;
		uint32_t number;            /* of the next packet */
		int64_t tick_ns;            /* of the last one */
	} streams[CHANNELS_MAX];            /* high renditions, in this recording */
	int64_t consented_ns[CHANNELS_MAX]; /* packets before it are not recorded */
	struct downlink packet;             /* the one on its way through */
};

int recorder_create(struct recorder **out, const struct recorder_setup *setup)
{
	if (setup->channel_count == 0 || setup->channel_count > CHANNELS_MAX ||
			strlen(setup->dir) >= PATH_BYTES - 3 * NAME_BYTES)
		return -EINVAL;

	struct recorder *r = calloc(1, sizeof *r);
	if (!r)
		return -ENOMEM;
	r->setup = *setup;
	snprintf(r->dir, sizeof r->dir, "%s", setup->dir);
	snprintf(r->event_id, sizeof r->event_id, "%s", setup->event_id);
	memcpy(r->channels, setup->channels, setup->channel_count * sizeof *r->channels);
	*out = r;
	return 0;
}

/* ---- on and off ---- */

static void close_tracks(struct recorder *r)
{
	for (uint32_t c = 0; c < CHANNELS_MAX; c++)
		track_close(&r->tracks[c]);
	r->note.on = false;
	r->note.folder[0] = '\0';
}

/* Another one for each recording, however soon after the one before it begins. */
static int make_folder(struct recorder *r, char *path, size_t bytes)
{
	char stamp[sizeof "YYYYMMDD-HHMMSS"];
	struct tm utc;
	time_t now = time(NULL);
	gmtime_r(&now, &utc);
	strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &utc);
	if (mkdir(r->dir, FOLDER_MODE) != 0 && errno != EEXIST)
		return -errno;
	for (int n = 0; n < 26; n++) {
		char letter[2] = "";
		if (n > 0)
			letter[0] = "abcdefghijklmnopqrstuvwxyz"[n];
		snprintf(r->note.folder, sizeof r->note.folder, "%.40s-%s%s", r->event_id, stamp,
				letter);
		snprintf(path, bytes, "%s/%s", r->dir, r->note.folder);
		if (mkdir(path, FOLDER_MODE) == 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static int open_tracks(struct recorder *r)
{
	char folder[PATH_BYTES + NAME_BYTES];
	char path[sizeof folder + NAME_BYTES + sizeof ".opus"];
	int err = make_folder(r, folder, sizeof folder);
	for (uint32_t c = 0; !err && c < r->setup.channel_count; c++) {
		if (!(r->wish.channels >> c & 1))
			continue;
		snprintf(path, sizeof path, "%s/%s.opus", folder, r->channels[c].id);
		err = track_open(&r->tracks[c], path, r->channels[c].name, c + 1);
	}
	return err;
}

static void begin(struct recorder *r)
{
	r->note = (struct recording_note){ .number = r->wish.number,
		.free_bytes = r->note.free_bytes };
	r->begun = false;
	memset(r->streams, 0, sizeof r->streams);
	memset(r->tracks, 0, sizeof r->tracks); /* all are closed */
	r->note.error = open_tracks(r);
	r->note.on = r->note.error == 0;
	if (r->note.error) {
		log_error("recorder", "cannot record dir=%s reason=\"%s\"", r->dir,
				strerror(-r->note.error));
		close_tracks(r);
		return;
	}
	log_info("recorder", "recording on folder=%s", r->note.folder);
}

static void sum_up(struct recorder *r)
{
	r->note.bytes = r->note.lost = 0;
	r->note.error = 0;
	for (uint32_t c = 0; c < r->setup.channel_count; c++) {
		const struct track *t = &r->tracks[c];
		r->note.bytes += (uint64_t)t->file_bytes;
		r->note.lost += t->lost_pages;
		if (t->error)
			r->note.error = t->error;
	}
}

/* All tracks end together. */
static void end(struct recorder *r)
{
	int64_t longest = 0;
	for (uint32_t c = 0; c < r->setup.channel_count; c++)
		longest = r->tracks[c].samples > longest ? r->tracks[c].samples : longest;
	for (uint32_t c = 0; c < r->setup.channel_count; c++) {
		track_fill(&r->tracks[c], longest);
		track_close(&r->tracks[c]);
	}
	sum_up(r);
	log_info("recorder", "recording off folder=%s bytes=%llu", r->note.folder,
			(unsigned long long)r->note.bytes);
	close_tracks(r);
}

static void keep_consent(struct recorder *r, const struct recording_command *wish)
{
	uint32_t fresh = wish->consented & ~r->wish.consented;
	for (uint32_t c = 0; c < CHANNELS_MAX; c++)
		if (fresh >> c & 1)
			r->consented_ns[c] = wish->since_ns;
}

/* True when the recording began, ended, or could not begin. */
static bool obey(struct recorder *r)
{
	bool changed = false;
	struct recording_command wish;
	while (pipe_take(r->setup.command, &wish)) {
		bool another = wish.number != r->note.number;
		keep_consent(r, &wish);
		r->wish = wish;
		if (r->note.on && (!wish.on || another)) {
			end(r);
			changed = true;
		}
		if (wish.on && another) {
			begin(r);
			changed = true;
		}
	}
	return changed;
}

/* ---- sound ---- */

/* Samples since the recording began; ticks are 20 ms apart to the nanosecond. */
static int64_t position_at(const struct recorder *r, int64_t tick_ns)
{
	return (tick_ns - r->start_ns) / TICK_NS * TICK_SAMPLES;
}

/* While the disk stood still the pipe ran full: those packets are missing, and only their numbers
 * tell, since a channel that is silent sends none. */
static void count_gap(struct recorder *r, uint32_t channel, const struct downlink *d, bool wanted)
{
	uint32_t missing = d->number - r->streams[channel].number;
	if (wanted && r->streams[channel].known && missing > 0) {
		r->note.gap_ms[channel] += missing * TICK_MS;
		r->note.gap_ns[channel] = r->streams[channel].tick_ns + TICK_NS;
		log_warning("recorder", "disk too slow channel=%s gap_ms=%d",
				r->channels[channel].id, (int)missing * TICK_MS);
	}
	r->streams[channel].known = true;
	r->streams[channel].number = d->number + 1;
	r->streams[channel].tick_ns = d->tick_ns;
}

static void take_packet(struct recorder *r, const struct downlink *d)
{
	uint32_t channel = d->stream / RENDITIONS;
	if (d->stream >= MONITOR_STREAMS || d->stream % RENDITIONS != RENDITION_HIGH || !r->note.on)
		return;
	if (!r->begun) {
		r->begun = true;
		r->start_ns = d->tick_ns;
	}
	bool wanted = r->tracks[channel].open && r->wish.consented >> channel & 1 &&
		      d->tick_ns >= r->consented_ns[channel];
	count_gap(r, channel, d, wanted);
	if (wanted)
		track_put(&r->tracks[channel], position_at(r, d->tick_ns), d->wire + d->opus_offset,
				(size_t)d->wire_bytes - d->opus_offset);
}

/* Quiet and refused channels keep up with the others. */
static void fill(struct recorder *r, int64_t now_ns)
{
	int64_t position = position_at(r, now_ns - FILL_DELAY_MS * NS_PER_MS);
	for (uint32_t c = 0; r->begun && c < r->setup.channel_count; c++)
		track_fill(&r->tracks[c], position);
}

/* Of the disk on which recordings lie, or will once their folder is made. */
static int64_t free_bytes(const struct recorder *r)
{
	struct statvfs disk;
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s", r->dir);
	if (statvfs(path, &disk) != 0 && statvfs(dirname(path), &disk) != 0)
		return -1;
	return (int64_t)(disk.f_bavail * disk.f_frsize);
}

static void tell(struct recorder *r, int64_t now_ns)
{
	r->note.free_bytes = free_bytes(r);
	if (r->note.on)
		sum_up(r);
	r->noted_ns = now_ns;
	pipe_put(r->setup.note, &r->note, sizeof r->note);
	if (!r->wish.on)
		r->note.error = 0; /* it is over, and was said */
	bell_ring(r->setup.control);
}

void recorder_turn(struct recorder *r, int64_t now_ns)
{
	bool changed = obey(r);
	while (pipe_take(r->setup.downlink, &r->packet)) {
		/* what control said before media could make this packet: see ports/recording.h */
		changed = obey(r) || changed;
		take_packet(r, &r->packet);
	}
	if (!changed && now_ns - r->noted_ns < NOTE_MS * NS_PER_MS)
		return;
	if (r->note.on)
		fill(r, now_ns);
	tell(r, now_ns);
}

/* ---- the thread ---- */

static void run(void *arg)
{
	struct recorder *r = arg;
	struct pollfd bell = { .fd = r->setup.bell->fd, .events = POLLIN };

	while (!atomic_load_explicit(&r->stopping, memory_order_relaxed)) {
		poll(&bell, 1, NOTE_MS);
		bell_hush(r->setup.bell);
		recorder_turn(r, clock_now_ns());
	}
	if (r->note.on) {
		end(r);
		tell(r, clock_now_ns());
	}
}

int recorder_start(struct recorder *r)
{
	atomic_init(&r->stopping, false);
	return thread_start(&r->thread, THREAD_SINK, "tumen-recorder", run, r);
}

void recorder_stop(struct recorder *r)
{
	atomic_store_explicit(&r->stopping, true,
			memory_order_relaxed); /* a flag, no data with it */
	bell_ring(r->setup.bell);
	thread_join(&r->thread);
}

void recorder_destroy(struct recorder *r)
{
	if (!r)
		return;
	close_tracks(r);
	free(r);
}
