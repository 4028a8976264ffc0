// SPDX-License-Identifier: Apache-2.0
#include "playback.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/thread.h"
#include "converter.h"
#include "cushion.h"
#include "ear.h"
#include "sound_ports.h"

enum {
	REPORT_MS = 100,
	DOZE_MS = 100,
	REALTIME_PRIORITY = 20,
	PULL_NS = EAR_PULL_SAMPLES * 1000000 / (SAMPLE_RATE_HZ / 1000),
	BLOCKS_MOST = EAR_PULL_SAMPLES * 4 + 2, /* samples that one pull becomes, up to 192 kHz */
};

/* What is known of the device as it is now. */
struct card {
	uint32_t generation, rate_hz;
	uint32_t ready_frames; /* in the sound pipe */
	float latency_seconds;
};

struct playback {
	struct playback_setup setup;
	struct thread thread;
	atomic_bool stopping;
	struct ear ear;
	struct card card;
	struct cushion cushion;
	struct converter converter;
	double delay_ms; /* smoothed */
	bool has_delay;
	int64_t report_ns;
	struct playback_report report;
};

static bool is_stopping(const struct playback *p)
{
	/* pairs with the release in playback_stop() */
	return atomic_load_explicit(&p->stopping, memory_order_acquire);
}

/* ---- what others say ---- */

static void take_news(struct playback *p)
{
	struct ear_settings settings;
	while (pipe_take(p->setup.ports.orders, &settings))
		ear_set(&p->ear, &settings);
	struct side_block own;
	while (p->setup.ports.side_tone && pipe_take(p->setup.ports.side_tone, &own))
		side_tone_push(&p->ear.side_tone, &own);
	struct arrival a;
	while (pipe_take(p->setup.ports.arrivals, &a))
		ear_arrival(&p->ear, &a);
}

static void report_protection(struct playback *p)
{
	struct playback_incident i;
	struct playout_status mates;
	playout_status(&p->ear.voices[VOICE_BOOTHMATE].playout, &mates);
	p->report.boothmate_heard = mates.playing;
	protection_read(&p->ear.protection, &p->report.ear);
	while (p->setup.ports.incidents &&
			protection_take_incident(&p->ear.protection, &i.incident)) {
		i.ago_ms = p->ear.protection.now_ms - i.incident.at_ms;
		(void)pipe_put(p->setup.ports.incidents, &i, sizeof i);
	}
}

static void report(struct playback *p)
{
	struct playback_report *r = &p->report;
	r->peak_dbfs = level_peak_dbfs(&p->ear.level);
	r->rms_dbfs = level_rms_dbfs(&p->ear.level);
	level_restart(&p->ear.level);
	r->has_delay = p->has_delay;
	r->delay_ms = p->delay_ms;
	r->malformed = p->ear.malformed;
	r->strangers = p->ear.strangers;
	r->shortages = p->cushion.shortages;
	playout_status(&p->ear.voices[VOICE_CHANNEL].playout, &r->status);
	playout_counts(&p->ear.voices[VOICE_CHANNEL].playout, &r->counts);
	if (p->ear.interpreter)
		report_protection(p);
	(void)pipe_put(p->setup.ports.reports, r, sizeof *r);
	bell_ring(p->setup.ports.main);
}

static void report_when_due(struct playback *p, int64_t now_ns)
{
	if (now_ns < p->report_ns)
		return;
	p->report_ns = now_ns + REPORT_MS * NS_PER_MS;
	report(p);
}

/* The delay of what was pulled last, which sounds `later_ms` after now. */
static void note_delay(struct playback *p, int64_t now_ns, double later_ms)
{
	double delay_ms;
	bool known = ear_delay_ms(&p->ear, now_ns, &delay_ms);
	if (known) {
		delay_ms += later_ms;
		double weight = p->has_delay ? 0.05 : 1.0; /* about the last tenth of a second */
		p->delay_ms += (delay_ms - p->delay_ms) * weight;
	}
	p->has_delay = known;
	p->report.device_ms = later_ms;
}

/* ---- to the sound card ---- */

static void meet_card(struct playback *p, const struct sound_demand *d)
{
	p->card = (struct card){ .generation = d->generation, .rate_hz = d->rate_hz };
	cushion_reset(&p->cushion);
	converter_finish(&p->converter);
	if (converter_init(&p->converter, SAMPLE_RATE_HZ, d->rate_hz))
		p->card.rate_hz = 0; /* beyond what can be converted: it stays silent */
}

static void take_demand(struct playback *p, const struct sound_demand *d)
{
	struct card *c = &p->card;
	bool begun = p->report.samples > 0;
	if (d->generation != c->generation) {
		meet_card(p, d);
		begun = false; /* its first visits find nothing: that is no shortage */
	}
	uint32_t taken = d->frames - d->short_frames;
	c->ready_frames -= taken < c->ready_frames ? taken : c->ready_frames;
	c->latency_seconds = d->latency_seconds;
	p->report.samples += taken;
	cushion_visit(&p->cushion, d->rate_hz, d->frames, begun && d->short_frames > 0,
			c->ready_frames);
}

static void put_sound(struct playback *p, const float *samples, uint32_t count)
{
	struct sound_block b = { .generation = p->card.generation, .rate_hz = p->card.rate_hz };
	for (uint32_t at = 0; at < count; at += b.frames) {
		b.frames = count - at < SOUND_BLOCK_FRAMES ? count - at : SOUND_BLOCK_FRAMES;
		memcpy(b.samples, samples + at, b.frames * sizeof *samples);
		if (pipe_put(p->setup.ports.sound, &b, sound_block_bytes(&b)))
			p->card.ready_frames += b.frames;
	}
}

/* Pulls until the cushion is full again. */
static void feed_card(struct playback *p)
{
	float pulled[EAR_PULL_SAMPLES];
	float converted[BLOCKS_MOST];
	int64_t now_ns = clock_now_ns();
	while (p->card.rate_hz && p->card.ready_frames < p->cushion.target_frames) {
		ear_pull(&p->ear, now_ns, pulled);
		uint32_t made = converter_process(&p->converter, pulled, EAR_PULL_SAMPLES,
				converted, BLOCKS_MOST);
		put_sound(p, converted, made);
		double ready_ms = p->card.ready_frames * 1000.0 / p->card.rate_hz;
		double converter_ms = (double)converter_delay_ns(&p->converter) / 1e6;
		note_delay(p, now_ns, ready_ms + p->card.latency_seconds * 1000.0 + converter_ms);
	}
}

static void run_device(struct playback *p)
{
	struct sound_demand d;
	while (!is_stopping(p)) {
		struct pollfd wake = { .fd = p->setup.ports.bell->fd, .events = POLLIN };
		(void)poll(&wake, 1, DOZE_MS);
		bell_hush(p->setup.ports.bell);
		take_news(p);
		while (pipe_take(p->setup.ports.demands, &d))
			take_demand(p, &d);
		feed_card(p);
		report_when_due(p, clock_now_ns());
	}
}

/* ---- to a file ---- */

static void run_file(struct playback *p)
{
	float pulled[EAR_PULL_SAMPLES];
	int64_t start_ns = clock_now_ns();
	p->report.zero_ns = start_ns;
	for (int64_t pull = 0; !is_stopping(p) && !p->report.failure; pull++) {
		int64_t due_ns = start_ns + pull * PULL_NS;
		clock_sleep_until_ns(due_ns);
		take_news(p);
		ear_pull(&p->ear, due_ns, pulled);
		note_delay(p, due_ns + PULL_NS, 0.0);
		p->report.failure = file_out_write(p->setup.file, pulled, EAR_PULL_SAMPLES);
		p->report.samples += EAR_PULL_SAMPLES;
		report_when_due(p, due_ns);
	}
	report(p);
}

static void run(void *arg)
{
	struct playback *p = arg;
	(void)thread_make_realtime(REALTIME_PRIORITY); /* where the system lets us */
	if (p->setup.file)
		run_file(p);
	else
		run_device(p);
}

/* ---- life ---- */

int playback_create(struct playback **out, const struct playback_setup *setup)
{
	struct playback *p = calloc(1, sizeof *p);
	if (!p)
		return -ENOMEM;
	p->setup = *setup;
	int err = ear_init(&p->ear, &setup->ear);
	ear_set(&p->ear, &setup->settings);
	cushion_reset(&p->cushion);
	if (!err)
		err = thread_start(&p->thread, THREAD_PLAYBACK, "playback", run, p);
	if (err) {
		playback_destroy(p);
		return err;
	}
	*out = p;
	return 0;
}

void playback_stop(struct playback *p)
{
	/* pairs with the acquire in is_stopping() */
	atomic_store_explicit(&p->stopping, true, memory_order_release);
	bell_ring(p->setup.ports.bell);
	thread_join(&p->thread);
}

void playback_destroy(struct playback *p)
{
	if (!p)
		return;
	converter_finish(&p->converter);
	free(p);
}
