// SPDX-License-Identifier: Apache-2.0
/* The media room as a listener hears it: told by the content of each channel, tick by tick. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "media/publish.h"
#include "support/media_rig.h"

enum { FLOOR, ZH, KO, MN };

static const double floor_hz = 400;
static const double ko_hz = 1000;
static const double mate_hz = 1600;
static const double there_dbfs = -30; /* a tone levelled to -23 LUFS is at about -20 dBFS */
static const double gone_dbfs = -60;

static bool hears(const struct rig *r, uint32_t channel, double hz, uint32_t ticks)
{
	double level = rig_level(r, channel, hz, ticks);
	/* in between means that it leaks or fades: neither there nor gone */
	assert_true(level > there_dbfs || level < gone_dbfs);
	return level > there_dbfs;
}

/* Floor in slot 0, a Korean interpreter in slot 1, everything else passes the floor through. */
static struct rig *conference(void)
{
	struct rig *r = rig_create(4, 0);
	for (int c = 1; c < 4; c++)
		r->route.channels[c].pass_through = PASS_THROUGH_IDLE;
	r->route.channels[FLOOR].microphones = 1u << 0;
	r->route.channels[KO].microphones = 1u << 1;
	rig_open(r, 0, 1, floor_hz, -23);
	rig_open(r, 1, 1, ko_hz, -23);
	rig_send_route(r);
	return r;
}

static void each_channel_carries_its_own(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 90);
	assert_true(hears(r, FLOOR, floor_hz, 25));
	assert_false(hears(r, FLOOR, ko_hz, 25));
	assert_true(hears(r, KO, ko_hz, 25));
	assert_false(hears(r, KO, floor_hz, 25));
	assert_int_equal(r->last_note.channels[KO].sound, CHANNEL_SOUND_LIVE);
	assert_int_equal(r->last_note.route, r->route.number);
	rig_destroy(r);
}

static void floor_comes_after_the_hold_off_and_over_the_fade(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 95); /* 1.9 s without a booth */
	assert_false(hears(r, MN, floor_hz, 25));
	assert_int_equal(r->last_note.channels[MN].sound, CHANNEL_SOUND_IDLE);
	rig_turn(r, 30);
	assert_true(hears(r, MN, floor_hz, 4));
	assert_int_equal(r->last_note.channels[MN].sound, CHANNEL_SOUND_FLOOR);

	/* the ramp: from nothing to all of it in 300 ms or more, never a step up of over 12 dB
	 * after the first two ticks, and never louder than it ends */
	int audible = 0;
	double last = rig_level(r, MN, floor_hz, 1);
	for (uint32_t i = 0; i < 30; i++) {
		const float *pcm = r->ears[MN].pcm[95 + i];
		double level = tone_level(pcm, TICK_SAMPLES, floor_hz);
		assert_true(level < last + 1.5);
		if (level > gone_dbfs && level < last - 1)
			audible++;
	}
	assert_in_range(audible, 300 / TICK_MS - 4, 300 / TICK_MS + 2);
	rig_destroy(r);
}

static void floor_leaves_when_the_booth_speaks(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 150);
	assert_true(hears(r, MN, floor_hz, 5));
	rig_open(r, 2, 1, mate_hz, -23);
	r->route.channels[MN].microphones = 1u << 2;
	rig_send_route(r);
	rig_turn(r, 60);
	assert_true(hears(r, MN, mate_hz, 25));
	assert_false(hears(r, MN, floor_hz, 25));
	rig_destroy(r);
}

static void silent_interpreter_has_the_longer_hold_off(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[KO].pass_through = PASS_THROUGH_IDLE;
	r->microphones[1].tone.syllables_hz = 4;
	rig_send_route(r);
	rig_turn(r, 400);
	assert_false(hears(r, KO, floor_hz, 25));
	r->microphones[1].muted = true;
	rig_turn(r, 200); /* 4 s of silence: no floor */
	assert_false(hears(r, KO, floor_hz, 25));
	rig_turn(r, 90); /* 5.8 s */
	assert_true(hears(r, KO, floor_hz, 10));
	assert_int_equal(r->last_note.channels[KO].sound, CHANNEL_SOUND_FLOOR);
	r->microphones[1].muted = false;
	rig_turn(r, 60);
	assert_true(hears(r, KO, ko_hz, 10));
	assert_false(hears(r, KO, floor_hz, 10));
	rig_destroy(r);
}

static void forbidden_pass_through_is_silence(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[ZH].pass_through = PASS_THROUGH_NEVER;
	rig_send_route(r);
	rig_turn(r, 250);
	assert_false(hears(r, ZH, floor_hz, 50));
	rig_destroy(r);
}

static void channel_of_the_floor_language_is_the_floor_at_once(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[ZH].pass_through = PASS_THROUGH_FLOOR;
	rig_send_route(r);
	rig_turn(r, 30);
	assert_true(hears(r, ZH, floor_hz, 5));
	rig_destroy(r);
}

static void suspended_channel_is_silent(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 50);
	r->route.channels[KO].suspended = true;
	rig_send_route(r);
	rig_turn(r, 200);
	assert_false(hears(r, KO, ko_hz, 100));
	assert_false(hears(r, KO, floor_hz, 100));
	rig_destroy(r);
}

/* The tones are at -23 dBFS: audible is what is at most 10 dB below. */
static int audible_in(const struct rig *r, uint32_t first, uint32_t i, double hz)
{
	return tone_level(r->ears[KO].pcm[first + i], TICK_SAMPLES, hz) > -33;
}

static void handover_switches_both_in_one_tick(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_open(r, 2, 1, mate_hz, -23);
	rig_turn(r, 200); /* both are levelled */
	r->route.channels[KO].microphones = 1u << 2;
	rig_send_route(r);
	rig_turn(r, 20);
	assert_true(hears(r, KO, mate_hz, 10));
	assert_false(hears(r, KO, ko_hz, 10));
	int both = 0;
	int neither = 0;
	for (uint32_t i = 0; i < 20; i++) {
		int before = audible_in(r, 200, i, ko_hz);
		int after = audible_in(r, 200, i, mate_hz);
		both += before && after;
		neither += !before && !after;
	}
	assert_true(both * TICK_MS <= 40);
	assert_true(neither * TICK_MS <= 40);
	rig_destroy(r);
}

static void gone_microphone_is_out_at_once_and_its_packets_are_strangers(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 60);
	struct rig_microphone ghost = r->microphones[1];
	rig_close(r, 1);
	r->microphones[1] = ghost; /* its line still stands, and it sends on */
	rig_turn(r, 20);
	assert_false(hears(r, KO, ko_hz, 10));

	/* a new tenant in the same slot, and the old one still sends */
	rig_open(r, 1, 2, mate_hz, -23);
	r->microphones[3] = ghost;
	rig_turn(r, 60);
	assert_true(hears(r, KO, mate_hz, 10));
	assert_false(hears(r, KO, ko_hz, 10));
	rig_destroy(r);
}

static void silent_channel_costs_two_packets_a_second(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[ZH].pass_through = PASS_THROUGH_NEVER;
	rig_send_route(r);
	rig_turn(r, 100);
	uint32_t before = r->ears[ZH].packets;
	rig_turn(r, 500); /* 10 s */
	assert_in_range(r->ears[ZH].packets - before, 10, 30);
	rig_destroy(r);
}

static void packets_are_numbered_stamped_and_marked(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[ZH].pass_through = PASS_THROUGH_NEVER;
	rig_turn(r, 500);
	const struct rig_ear *e = &r->ears[KO];
	assert_false(e->gap);
	assert_in_range(e->packets, 480, 500);
	assert_in_range(e->capture_times, 10, 60);
	assert_in_range(e->markers, 1, 2);
	assert_int_equal(e->rtp.ssrc, stream_ssrc(stream_of(KO, RENDITION_HIGH)));
	assert_int_equal(e->rtp.payload_type, OPUS_PAYLOAD_TYPE);
	assert_true(e->rtp.voice_activity);
	assert_in_range(e->rtp.audio_level_dbov, 15, 30);
	rig_destroy(r);
}

/* The rig captures a packet in the 20 ms before it arrives, in time for the tick: what the server
 * adds beyond that is its playout's buffer, limiter and codec. */
static void delay_is_told_and_small(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 300);
	int delay_ms = r->last_note.channels[KO].delay_ms;
	assert_in_range(delay_ms, 20, 80);
	assert_in_range(r->last_note.microphones[1].delay_ms, 20, 80);
	rig_destroy(r);
}

static void all_sources_are_equally_loud(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_open(r, 2, 1, mate_hz, -30);
	r->microphones[1].tone.syllables_hz = 4;
	r->microphones[2].tone.syllables_hz = 4;
	r->route.channels[MN].microphones = 1u << 2;
	rig_send_route(r);
	rig_turn(r, 500);
	float ko = r->last_note.channels[KO].loudness_lufs;
	float mn = r->last_note.channels[MN].loudness_lufs;
	assert_true(fabsf(ko - mn) <= 3);
	assert_true(fabsf(ko + 23) <= 3);
	rig_destroy(r);
}

/* Of a microphone as it comes in, of a channel as it goes out; each report anew. */
static void levels_are_those_of_now(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_open(r, 2, 1, mate_hz, -36);
	r->microphones[2].tone.syllables_hz = 4;
	r->route.channels[MN].microphones = 1u << 2;
	rig_send_route(r);
	rig_turn(r, 500);
	float came = r->last_note.microphones[2].peak_dbfs;
	float went = r->last_note.channels[MN].peak_dbfs;
	print_message("%.1f dBFS came, %.1f went\n", (double)came, (double)went);
	assert_true(went > came + 3);
	assert_true(came < -28);
	r->microphones[2].tone.dbfs = -70;
	rig_turn(r, 50);
	assert_true(r->last_note.microphones[2].peak_dbfs < came - 20);
	assert_true(r->last_note.channels[MN].peak_dbfs < went - 20);
	rig_destroy(r);
}

static void each_channel_has_its_own_bitrate(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->route.channels[RIG_LEAN_CHANNEL].microphones = 1u << 1;
	rig_send_route(r);
	rig_turn(r, 250);
	uint64_t usual = r->last_note.channels[KO].bytes;
	uint64_t lean = r->last_note.channels[RIG_LEAN_CHANNEL].bytes;
	assert_true(lean * 2 < usual);
	rig_destroy(r);
}

static void skipped_ticks_are_time_too(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_turn(r, 50);
	uint32_t before = r->ears[KO].rtp.timestamp;
	rig_turn(r, 1);
	assert_int_equal(r->ears[KO].rtp.timestamp - before, TICK_SAMPLES);
	assert_false(r->ears[KO].rtp.marker);
	r->skipped = 10;
	rig_turn(r, 1);
	assert_int_equal(r->ears[KO].rtp.timestamp - before, 12 * TICK_SAMPLES);
	assert_true(r->ears[KO].rtp.marker);
	rig_turn(r, 1);
	assert_false(r->ears[KO].rtp.marker);
	assert_false(r->ears[KO].gap);
	rig_turn(r, MEDIA_NOTE_TICKS);
	assert_int_equal(r->last_note.skipped_ticks, 10);
	rig_destroy(r);
}

/* A console hears its boothmate, on the air or not, and never itself. */
static void monitor_has_the_boothmates(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_open(r, 2, 1, mate_hz, -23);
	r->route.monitors[1] = 1u << 2;
	r->route.monitors[2] = 1u << 1;
	rig_send_route(r);
	rig_turn(r, 60);
	assert_true(hears(r, RIG_MONITOR, mate_hz, 25));
	assert_false(hears(r, RIG_MONITOR, ko_hz, 25));
	assert_false(hears(r, RIG_MONITOR, floor_hz, 25));
	assert_false(hears(r, KO, mate_hz, 25));
	rig_destroy(r);
}

/* The slot's next console, of another booth, hears nothing of those that the one before heard. */
static void monitor_is_empty_for_the_next_console(void **state)
{
	(void)state;
	struct rig *r = conference();
	rig_open(r, 2, 1, mate_hz, -23);
	r->route.monitors[1] = 1u << 2;
	rig_send_route(r);
	rig_turn(r, 60);
	assert_true(hears(r, RIG_MONITOR, mate_hz, 25));
	rig_close(r, 1);
	rig_turn(r, 25);
	r->route.monitors[1] = 0;
	rig_send_route(r);
	rig_open(r, 1, 2, ko_hz, -23);
	rig_turn(r, 2);
	assert_true(rig_level(r, RIG_MONITOR, mate_hz, 2) < gone_dbfs);
	rig_destroy(r);
}

/* The stamp is whatever a client sends, up to the last moment that the extension can name; what is
 * captured after that has no name. */
static void a_stamp_from_the_end_of_time_is_left_out(void **state)
{
	(void)state;
	struct rig *r = conference();
	r->microphones[1].claims_us = RTP_CAPTURE_US_MAX;
	rig_turn(r, 10);
	r->microphones[1].unstamped = true; /* they go on counting from the last stamp */
	rig_turn(r, 40);
	assert_false(r->ears[KO].gap);
	assert_false(r->ears[KO].rtp.has_capture_time);
	r->microphones[1].unstamped = false;
	r->microphones[1].claims_us = 0;
	rig_turn(r, 60);
	assert_true(hears(r, KO, ko_hz, 25));
	assert_in_range(r->last_note.channels[KO].delay_ms, 1, 100);
	rig_destroy(r);
}

/* After a day the timestamp, 32 bits at 48 kHz, begins anew, and some day the packet's number; what
 * is after is one more than what was before. */
static void numbers_go_on_across_their_wrap(void **state)
{
	(void)state;
	static struct publish p;
	static struct downlink d;
	static float pcm[TICK_SAMPLES];
	struct tone tone = { .hz = ko_hz, .dbfs = -23 };
	struct publish_setup setup = { .bitrate_bps = 48000, .first_number = UINT32_MAX - 20 };
	uint32_t stamps = 0;
	assert_int_equal(publish_init(&p, &setup), 0);
	p.timestamp = UINT32_MAX - 40 * TICK_SAMPLES;
	for (uint32_t n = 0; n < 100; n++) {
		struct publish_tick tick = { .pcm = pcm,
			.tick_ns = n * TICK_NS,
			.has_capture = true,
			.capture_us = 90000 * INT64_C(1000000) + n * TICK_MS * 1000 };
		struct rtp_packet rtp;
		tone_fill(&tone, pcm, TICK_SAMPLES);
		assert_true(publish_turn(&p, &tick, &d));
		assert_int_equal(d.number, (uint32_t)(UINT32_MAX - 20 + n));
		assert_int_equal(d.timestamp, (uint32_t)(UINT32_MAX + (n - 40) * TICK_SAMPLES));
		assert_true(rtp_parse(&rtp, d.wire + d.header_bytes,
					    (size_t)d.wire_bytes - d.header_bytes) > 0);
		assert_int_equal(rtp.sequence, (uint16_t)d.number);
		assert_int_equal(rtp.timestamp, d.timestamp);
		assert_int_equal(rtp.marker, n == 0);
		stamps += rtp.has_capture_time;
	}
	assert_in_range(stamps, 4, 6); /* twice a second, and once for the wrap */
}

/* Something like syllables, for 8 s. */
static void speak(struct rig *r)
{
	for (int i = 0; i < 80; i++) {
		r->microphones[0].muted = i % 2 != 0;
		rig_turn(r, 5);
	}
}

/* 400 Hz is a narrow voice; the check begins anew when somebody else has the floor's microphone. */
static void the_floor_is_checked_before_it_is_levelled(void **state)
{
	(void)state;
	struct rig *r = conference();
	speak(r);
	const struct floor_note *floor = &r->last_note.floor;
	assert_true(floor->known);
	assert_true(floor->narrow);
	assert_in_range(floor->bandwidth_hz, 500, 6000); /* switching it on and off is wider */
	assert_false(floor->quiet);
	rig_close(r, 0);
	rig_turn(r, 10);
	rig_open(r, 0, 2, floor_hz, -50);
	rig_turn(r, 20);
	assert_false(floor->known);
	speak(r);
	assert_true(floor->known);
	assert_true(floor->quiet); /* whatever the leveller makes of it */
	rig_destroy(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_floor_is_checked_before_it_is_levelled),
		cmocka_unit_test(each_channel_carries_its_own),
		cmocka_unit_test(floor_comes_after_the_hold_off_and_over_the_fade),
		cmocka_unit_test(floor_leaves_when_the_booth_speaks),
		cmocka_unit_test(silent_interpreter_has_the_longer_hold_off),
		cmocka_unit_test(forbidden_pass_through_is_silence),
		cmocka_unit_test(channel_of_the_floor_language_is_the_floor_at_once),
		cmocka_unit_test(suspended_channel_is_silent),
		cmocka_unit_test(handover_switches_both_in_one_tick),
		cmocka_unit_test(gone_microphone_is_out_at_once_and_its_packets_are_strangers),
		cmocka_unit_test(silent_channel_costs_two_packets_a_second),
		cmocka_unit_test(packets_are_numbered_stamped_and_marked),
		cmocka_unit_test(delay_is_told_and_small),
		cmocka_unit_test(all_sources_are_equally_loud),
		cmocka_unit_test(levels_are_those_of_now),
		cmocka_unit_test(each_channel_has_its_own_bitrate),
		cmocka_unit_test(skipped_ticks_are_time_too),
		cmocka_unit_test(monitor_has_the_boothmates),
		cmocka_unit_test(monitor_is_empty_for_the_next_console),
		cmocka_unit_test(numbers_go_on_across_their_wrap),
		cmocka_unit_test(a_stamp_from_the_end_of_time_is_left_out),
	};
	return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
