// SPDX-License-Identifier: Apache-2.0
/* The recorder with packets of real sound in its pipe and a clock of the test's; what it wrote is
 * read back with libogg and libopus. */
#include "sinks/recorder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <opus.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>
#include <ogg/ogg.h>

#include "audio/encoder.h"
#include "ports/downlink.h"
#include "support/tone.h"

enum { KO = 1, MN = 2, QUIET = 3, CHANNELS = 4, SECONDS_MAX = 20 };

static const double ko_hz = 1000;
static const double mn_hz = 1600;

struct studio {
	char dir[64];
	struct recorder *recorder;
	struct pipe downlink, command, note;
	struct bell bell, control;
	struct recording_note last;
	int64_t now_ns;
	uint32_t recording;       /* the number of the latest */
	int64_t consent_after_ns; /* of what is consented from now on */
	uint32_t numbers[CHANNELS];
	struct tone tones[CHANNELS];
	struct encoder encoders[CHANNELS];
};

static void open_studio(struct studio *s)
{
	static const struct recorder_channel channels[CHANNELS] = { { "floor", "Original" },
		{ "ko", "한국어" }, { "mn", "Монгол" }, { "zh", "中文" } };
	const struct encoder_setup encoder = { .bitrate_bps = 48000,
		.complexity = 0,
		.frame_ms = 20 };

	memset(s, 0, sizeof *s);
	strcpy(s->dir, "/tmp/tumen-recorder-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(pipe_init(&s->downlink, sizeof(struct downlink), 128), 0);
	assert_int_equal(pipe_init(&s->command, sizeof(struct recording_command), 16), 0);
	assert_int_equal(pipe_init(&s->note, sizeof(struct recording_note), 16), 0);
	assert_int_equal(bell_init(&s->bell) | bell_init(&s->control), 0);
	for (int c = 0; c < CHANNELS; c++)
		assert_int_equal(encoder_init(&s->encoders[c], &encoder), 0);
	s->tones[KO] = (struct tone){ .hz = ko_hz, .dbfs = -20 };
	s->tones[MN] = (struct tone){ .hz = mn_hz, .dbfs = -20 };
	s->now_ns = 1000 * NS_PER_S;
	struct recorder_setup setup = { .dir = s->dir,
		.event_id = "gti",
		.channels = channels,
		.channel_count = CHANNELS,
		.downlink = &s->downlink,
		.command = &s->command,
		.note = &s->note,
		.bell = &s->bell,
		.control = &s->control };
	assert_int_equal(recorder_create(&s->recorder, &setup), 0);
}

static void close_studio(struct studio *s)
{
	char command[128];
	recorder_destroy(s->recorder);
	pipe_finish(&s->downlink);
	pipe_finish(&s->command);
	pipe_finish(&s->note);
	bell_finish(&s->bell);
	bell_finish(&s->control);
	snprintf(command, sizeof command, "rm -r %s", s->dir);
	assert_int_equal(system(command), 0);
}

static void wish(struct studio *s, bool on, uint32_t consented)
{
	s->recording += on && !s->last.on;
	struct recording_command c = { .on = on,
		.number = s->recording,
		.channels = 0xe,
		.consented = consented,
		.since_ns = s->now_ns + s->consent_after_ns };
	assert_true(pipe_put(&s->command, &c, sizeof c));
}

/* False: the recorder does not take it, as when the pipe to it is full. */
static bool publish(struct studio *s, uint32_t channel)
{
	float pcm[TICK_SAMPLES];
	struct downlink d = { .tick_ns = s->now_ns,
		.number = s->numbers[channel]++,
		.stream = (uint16_t)stream_of(channel, RENDITION_HIGH),
		.opus_offset = 14,
		.header_bytes = 2 };
	tone_fill(&s->tones[channel], pcm, TICK_SAMPLES);
	int bytes = encoder_encode(&s->encoders[channel], pcm, TICK_SAMPLES, d.wire + d.opus_offset,
			OPUS_PACKET_MAX);
	assert_true(bytes > 0);
	d.wire_bytes = (uint16_t)(d.opus_offset + bytes);
	return pipe_put(&s->downlink, &d, DOWNLINK_BYTES(&d));
}

/* sending: a set of channels. */
static void turn(struct studio *s, int ticks, uint32_t sending)
{
	for (int i = 0; i < ticks; i++) {
		for (uint32_t c = 0; c < CHANNELS; c++)
			if (sending >> c & 1)
				assert_true(publish(s, c));
		recorder_turn(s->recorder, s->now_ns);
		while (pipe_take(&s->note, &s->last))
			;
		s->now_ns += TICK_NS;
	}
}

/* The recorder waits for its disk, and media does not wait for the recorder. */
static void stall(struct studio *s, int ticks, uint32_t sending)
{
	for (int i = 0; i < ticks; i++) {
		for (uint32_t c = 0; c < CHANNELS; c++)
			if (sending >> c & 1)
				(void)publish(s, c);
		s->now_ns += TICK_NS;
	}
	recorder_turn(s->recorder, s->now_ns);
}

/* Decodes a track; returns its samples. */
static int read_track(const struct studio *s, const char *folder, const char *id, float *pcm)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s/%s.opus", s->dir, folder, id);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	ogg_sync_state sync;
	ogg_stream_state stream;
	ogg_page page;
	ogg_packet packet;
	int err;
	OpusDecoder *decoder = opus_decoder_create(SAMPLE_RATE_HZ, 1, &err);
	ogg_sync_init(&sync);
	int samples = 0;
	int packets = 0;
	int64_t granule = 0;
	size_t bytes;
	while ((bytes = fread(ogg_sync_buffer(&sync, 4096), 1, 4096, f)) > 0) {
		ogg_sync_wrote(&sync, (long)bytes);
		while (ogg_sync_pageout(&sync, &page) == 1) {
			if (ogg_page_bos(&page))
				ogg_stream_init(&stream, ogg_page_serialno(&page));
			ogg_stream_pagein(&stream, &page);
			granule = ogg_page_granulepos(&page);
			while (ogg_stream_packetout(&stream, &packet) == 1)
				if (packets++ >= 2)
					samples += opus_decode_float(decoder, packet.packet,
							(int)packet.bytes, pcm + samples,
							OPUS_FRAME_MAX, 0);
		}
	}
	assert_int_equal(granule, samples);
	ogg_stream_clear(&stream);
	ogg_sync_clear(&sync);
	opus_decoder_destroy(decoder);
	fclose(f);
	return samples;
}

static float sound[SECONDS_MAX * SAMPLE_RATE_HZ + OPUS_FRAME_MAX];

static double level_at(double second, double hz)
{
	return tone_level(sound + (int)(second * SAMPLE_RATE_HZ), SAMPLE_RATE_HZ / 2, hz);
}

/* ko speaks for 10 s, mn only in the fourth second, and ko takes back its consent from 6 to 8. */
static void all_tracks_are_on_one_clock(void **state)
{
	(void)state;
	static struct studio s;
	char folder[NAME_BYTES];
	open_studio(&s);
	turn(&s, 50, 1u << KO); /* before the command: nobody's business */
	wish(&s, true, 0xe);
	turn(&s, 1, 0);
	assert_true(s.last.on);
	strcpy(folder, s.last.folder);
	turn(&s, 200, 1u << KO);
	turn(&s, 50, 1u << KO | 1u << MN);
	turn(&s, 50, 1u << KO);
	wish(&s, true, 0xe & ~(1u << KO));
	turn(&s, 100, 1u << KO);
	s.consent_after_ns = 500 * NS_PER_MS; /* until the one who refused is heard no more */
	wish(&s, true, 0xe);
	turn(&s, 100, 1u << KO);
	wish(&s, false, 0xe);
	turn(&s, 1, 0);
	assert_false(s.last.on);
	assert_int_equal(s.last.error, 0);

	assert_int_equal(read_track(&s, folder, "ko", sound), 10 * SAMPLE_RATE_HZ);
	assert_true(level_at(1, ko_hz) > -21 && level_at(5.4, ko_hz) > -21);
	assert_true(level_at(6.1, ko_hz) < -60 && level_at(7.4, ko_hz) < -60);
	assert_true(level_at(8, ko_hz) < -60 && level_at(8.5, ko_hz) > -21);
	assert_int_equal(read_track(&s, folder, "mn", sound), 10 * SAMPLE_RATE_HZ);
	assert_true(level_at(3.4, mn_hz) < -60 && level_at(4.2, mn_hz) > -21);
	assert_true(level_at(5.2, mn_hz) < -60 && level_at(9, mn_hz) < -60);
	assert_int_equal(read_track(&s, folder, "zh", sound), 10 * SAMPLE_RATE_HZ);
	close_studio(&s);
}

/* The disk is full for a while: pages are lost and counted, the file stays whole, and goes on. */
static void full_disk_is_told_and_survived(void **state)
{
	(void)state;
	static struct studio s;
	char folder[NAME_BYTES];
	struct rlimit before;
	signal(SIGXFSZ, SIG_IGN); /* the write fails with EFBIG, as ENOSPC would */
	getrlimit(RLIMIT_FSIZE, &before);
	open_studio(&s);
	wish(&s, true, 0xe);
	turn(&s, 200, 1u << KO);
	assert_int_equal(s.last.error, 0);
	strcpy(folder, s.last.folder);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ .rlim_cur = 10000, .rlim_max = before.rlim_max });
	turn(&s, 200, 1u << KO);
	assert_int_equal(s.last.error, -EFBIG);
	assert_true(s.last.on && s.last.lost > 0);
	setrlimit(RLIMIT_FSIZE, &before);
	turn(&s, 200, 1u << KO);
	assert_int_equal(s.last.error, 0);
	wish(&s, false, 0xe);
	turn(&s, 1, 0);

	char path[256];
	snprintf(path, sizeof path, "ffmpeg -v error -i %s/%s/ko.opus -f null - 2>&1", s.dir,
			folder);
	FILE *f = popen(path, "r");
	char complaint[256] = "";
	char *said = fgets(complaint, sizeof complaint, f);
	assert_int_equal(pclose(f), 0); /* a player reads it to the end */
	(void)said;
	close_studio(&s);
}

/* Both speak, ko for the whole of it; the pipe holds 64 ticks of two channels. */
static void a_slow_disk_is_told_and_leaves_all_else_in_its_place(void **state)
{
	(void)state;
	static struct studio s;
	char folder[NAME_BYTES];
	open_studio(&s);
	wish(&s, true, 0xe);
	turn(&s, 200, 1u << KO);
	turn(&s, 50, 1u << KO | 1u << MN);
	strcpy(folder, s.last.folder);
	stall(&s, 50, 1u << KO | 1u << MN); /* a second: nothing is lost */
	turn(&s, 50, 1u << KO | 1u << MN);
	assert_int_equal(s.last.gap_ms[KO] | s.last.gap_ms[MN], 0);
	int64_t stalled_ns = s.now_ns;
	stall(&s, 150, 1u << KO | 1u << MN); /* three: 86 ticks have no place */
	turn(&s, 50, 1u << KO);
	turn(&s, 50, 1u << KO | 1u << MN);
	assert_int_equal(s.last.gap_ms[KO], 86 * TICK_MS);
	assert_int_equal(s.last.gap_ms[MN], 86 * TICK_MS);
	assert_int_equal(s.last.gap_ms[QUIET], 0);
	assert_int_equal(s.last.gap_ns[KO], stalled_ns + 64 * TICK_NS);
	assert_int_equal(s.last.error, 0);
	wish(&s, false, 0xe);
	turn(&s, 1, 0);

	assert_int_equal(read_track(&s, folder, "ko", sound), 12 * SAMPLE_RATE_HZ);
	assert_true(level_at(5.2, ko_hz) > -21 && level_at(7.5, ko_hz) > -21);
	assert_true(level_at(8.4, ko_hz) < -60 && level_at(9.4, ko_hz) < -60);
	assert_true(level_at(10.1, ko_hz) > -21);
	assert_int_equal(read_track(&s, folder, "mn", sound), 12 * SAMPLE_RATE_HZ);
	assert_true(level_at(10.4, mn_hz) < -60 && level_at(11.1, mn_hz) > -21);
	close_studio(&s);
}

/* Twice within a second, and again while it runs: a folder each. */
static void every_recording_has_its_own_folder(void **state)
{
	(void)state;
	static struct studio s;
	char folders[3][NAME_BYTES];
	open_studio(&s);
	for (int i = 0; i < 3; i++) {
		s.recording += i == 2; /* a newer number, without a stop */
		wish(&s, true, 0xe);
		turn(&s, 1, 1u << KO);
		assert_true(s.last.on);
		assert_int_equal(s.last.number, s.recording);
		strcpy(folders[i], s.last.folder);
		if (i == 0)
			wish(&s, false, 0xe);
		turn(&s, 1, 1u << KO);
	}
	assert_string_not_equal(folders[0], folders[1]);
	assert_string_not_equal(folders[1], folders[2]);
	assert_int_equal(read_track(&s, folders[1], "ko", sound), 2 * TICK_SAMPLES);
	close_studio(&s);
}

static void no_folder_no_recording(void **state)
{
	(void)state;
	static struct studio s;
	open_studio(&s);
	char path[128];
	snprintf(path, sizeof path, "%s/file", s.dir);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	recorder_destroy(s.recorder);
	static const struct recorder_channel one = { "ko", "한국어" };
	struct recorder_setup setup = { .dir = path, /* not a folder */
		.event_id = "gti",
		.channels = &one,
		.channel_count = 1,
		.downlink = &s.downlink,
		.command = &s.command,
		.note = &s.note,
		.bell = &s.bell,
		.control = &s.control };
	assert_int_equal(recorder_create(&s.recorder, &setup), 0);
	wish(&s, true, 0xe);
	turn(&s, 1, 1u << KO);
	assert_false(s.last.on);
	assert_int_equal(s.last.error, -ENOTDIR);
	assert_int_equal(s.last.number, s.recording);
	assert_true(s.last.free_bytes > 0);
	turn(&s, 120, 1u << KO);
	assert_int_equal(s.last.error, -ENOTDIR); /* as long as somebody wants it */
	wish(&s, false, 0xe);
	turn(&s, 120, 1u << KO);
	assert_int_equal(s.last.error, 0);
	close_studio(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_tracks_are_on_one_clock),
		cmocka_unit_test(full_disk_is_told_and_survived),
		cmocka_unit_test(a_slow_disk_is_told_and_leaves_all_else_in_its_place),
		cmocka_unit_test(every_recording_has_its_own_folder),
		cmocka_unit_test(no_folder_no_recording),
	};
	return cmocka_run_group_tests_name("recorder", tests, NULL, NULL);
}
