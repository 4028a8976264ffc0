// SPDX-License-Identifier: Apache-2.0
#include "capture.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "audio/sound_check.h"
#include "base/clock.h"
#include "base/thread.h"
#include "converter.h"
#include "mouth.h"
#include "sound_ports.h"
#include "timeline.h"

enum {
	REPORT_MS = 100,
	DOZE_MS = 100,
	PIECE_SAMPLES = SAMPLE_RATE_HZ / 1000 * TICK_MS * 8, /* any block at 48 kHz */
	REALTIME_PRIORITY = 20,
};

struct capture {
	struct capture_setup setup;
	struct thread thread;
	atomic_bool stopping;
	struct mouth mouth;
	struct uplink_terms terms[CAPTURE_WAYS];
	struct converter converter;
	struct timeline timeline;
	struct sound_check check; /* a device may say 48 kHz and bring 8: what is heard tells */
	uint32_t generation;      /* of the blocks that come */
	int64_t report_ns;        /* the next one */
	struct capture_report report;
	float piece[PIECE_SAMPLES];
};

static bool is_stopping(const struct capture *c)
{
	/* pairs with the release in capture_stop() */
	return atomic_load_explicit(&c->stopping, memory_order_acquire);
}

/* ---- what others say ---- */

/* Those of the first line that is open: the second one goes on when the first breaks. */
static const struct uplink_terms *terms_of(const struct capture *c)
{
	for (int i = 0; i < CAPTURE_WAYS; i++)
		if (c->terms[i].open)
			return &c->terms[i];
	return &c->terms[0];
}

static void take_news(struct capture *c)
{
	struct capture_order order;
	while (pipe_take(c->setup.ports.orders, &order))
		mouth_set(&c->mouth, order.microphone_on, order.coughing);
	for (int i = 0; i < CAPTURE_WAYS; i++) {
		struct pipe *terms = c->setup.ports.ways[i].terms;
		while (terms && pipe_take(terms, &c->terms[i]))
			mouth_terms(&c->mouth, terms_of(c));
	}
}

static int band_hz(const struct capture *c)
{
	struct sound_verdict verdict;
	sound_check_read(&c->check, &verdict);
	return verdict.known ? verdict.bandwidth_hz : 0;
}

static void report(struct capture *c)
{
	struct capture_report *r = &c->report;
	r->peak_dbfs = level_peak_dbfs(&c->mouth.level);
	r->rms_dbfs = level_rms_dbfs(&c->mouth.level);
	level_restart(&c->mouth.level);
	r->band_hz = band_hz(c);
	r->on_air = mouth_on_air(&c->mouth);
	r->packets = c->mouth.packets;
	r->holes = c->mouth.holes;
	r->blocks_lost = c->setup.ports.captured ? pipe_dropped(c->setup.ports.captured) : 0;
	(void)pipe_put(c->setup.ports.reports, r, sizeof *r);
	bell_ring(c->setup.ports.main);
}

static void report_when_due(struct capture *c, int64_t now_ns)
{
	if (now_ns < c->report_ns)
		return;
	c->report_ns = now_ns + REPORT_MS * NS_PER_MS;
	report(c);
}

/* ---- sound ---- */

static void send(struct capture *c, struct uplink_packet *p)
{
	p->made_ns = clock_now_ns();
	for (int i = 0; i < CAPTURE_WAYS; i++) {
		const struct capture_way *way = &c->setup.ports.ways[i];
		if (!way->uplink)
			continue;
		(void)pipe_put(way->uplink, p, uplink_packet_bytes(p));
		link_ring(way->link);
	}
}

/* Own voice, to the ear. */
static void echo(struct capture *c, const float *samples, uint32_t count)
{
	struct side_block b = { .open = c->mouth.microphone_on && !c->mouth.coughing };
	for (uint32_t at = 0; c->setup.ports.side_tone && at < count; at += b.frames) {
		b.frames = count - at < SOUND_BLOCK_FRAMES ? count - at : SOUND_BLOCK_FRAMES;
		memcpy(b.samples, samples + at, b.frames * sizeof *samples);
		(void)pipe_put(c->setup.ports.side_tone, &b, side_block_bytes(&b));
	}
}

/* Samples at 48 kHz; the first was captured at captured_ns. */
static void speak(struct capture *c, const float *samples, uint32_t count, int64_t captured_ns)
{
	struct uplink_packet p;
	echo(c, samples, count);
	sound_check_add(&c->check, samples, (int)count);
	while (count > 0) {
		int taken = mouth_push(&c->mouth, samples, (int)count, captured_ns, p.rtp,
				&p.bytes);
		if (p.bytes > 0)
			send(c, &p);
		samples += taken;
		count -= (uint32_t)taken;
		captured_ns += taken * NS_PER_S / SAMPLE_RATE_HZ;
	}
}

/* Samples at the source's rate. */
static void convert(struct capture *c, const float *samples, uint32_t count, int64_t captured_ns)
{
	uint32_t made = converter_process(&c->converter, samples, count, c->piece, PIECE_SAMPLES);
	speak(c, c->piece, made, captured_ns - converter_delay_ns(&c->converter));
}

/* False when the rate is beyond what can be converted. */
static bool set_rate(struct capture *c, uint32_t rate_hz)
{
	if (c->report.rate_hz == rate_hz)
		return true;
	converter_finish(&c->converter);
	c->report.rate_hz = converter_init(&c->converter, rate_hz, SAMPLE_RATE_HZ) ? 0 : rate_hz;
	return c->report.rate_hz == rate_hz;
}

static void take_block(struct capture *c, const struct sound_block *b)
{
	if (!set_rate(c, b->rate_hz))
		return;
	if (b->generation != c->generation) {
		c->timeline.running = false;
		sound_check_init(&c->check); /* perhaps another microphone */
	}
	if (b->gap)
		c->timeline.running = false; /* time went on without samples */
	c->generation = b->generation;
	/* blocks that wait behind this one say how long ago it was put */
	int64_t waiting = pipe_waiting(c->setup.ports.captured);
	int64_t waited_ns = waiting * b->frames * NS_PER_S / b->rate_hz;
	int64_t measured_ns = clock_now_ns() - waited_ns - (int64_t)(b->age_seconds * 1e9f);
	int64_t captured_ns = timeline_place(&c->timeline, measured_ns, b->frames, b->rate_hz);
	convert(c, b->samples, b->frames, captured_ns);
}

/* ---- the two sources ---- */

static void run_device(struct capture *c)
{
	struct sound_block block;
	while (!is_stopping(c)) {
		struct pollfd p = { .fd = c->setup.ports.bell->fd, .events = POLLIN };
		(void)poll(&p, 1, DOZE_MS);
		bell_hush(c->setup.ports.bell);
		take_news(c);
		while (pipe_take(c->setup.ports.captured, &block))
			take_block(c, &block);
		report_when_due(c, clock_now_ns());
	}
}

/* Reads 20 ms every 20 ms, each when its last sample would have been heard. */
static void run_file(struct capture *c)
{
	struct file_in *f = c->setup.file;
	float samples[FILE_READ_MAX];
	if (!set_rate(c, f->rate_hz))
		return;
	int64_t start_ns = clock_now_ns();
	uint64_t read_samples = 0;
	c->report.zero_ns = start_ns;
	for (int64_t tick = 1; !is_stopping(c) && !c->report.ended; tick++) {
		uint64_t due = (uint64_t)tick * f->rate_hz * TICK_MS / 1000;
		int64_t first_ns = start_ns + timeline_length_ns(read_samples, f->rate_hz);
		clock_sleep_until_ns(start_ns + tick * TICK_NS);
		take_news(c);
		uint32_t wanted = (uint32_t)(due - read_samples);
		uint32_t count = file_in_read(f, samples, wanted);
		convert(c, samples, count, first_ns);
		read_samples += count;
		c->report.ended = count < wanted;
		report_when_due(c, clock_now_ns());
	}
	report(c);
}

static void run(void *arg)
{
	struct capture *c = arg;
	(void)thread_make_realtime(REALTIME_PRIORITY); /* where the system lets us */
	if (c->setup.file)
		run_file(c);
	else
		run_device(c);
}

/* ---- life ---- */

int capture_create(struct capture **out, const struct capture_setup *setup)
{
	struct capture *c = calloc(1, sizeof *c);
	if (!c)
		return -ENOMEM;
	c->setup = *setup;
	mouth_init(&c->mouth, setup->random);
	sound_check_init(&c->check);
	int err = thread_start(&c->thread, THREAD_CAPTURE, "capture", run, c);
	if (err) {
		capture_destroy(c);
		return err;
	}
	*out = c;
	return 0;
}

void capture_stop(struct capture *c)
{
	/* pairs with the acquire in is_stopping() */
	atomic_store_explicit(&c->stopping, true, memory_order_release);
	bell_ring(c->setup.ports.bell);
	thread_join(&c->thread);
}

void capture_destroy(struct capture *c)
{
	if (!c)
		return;
	converter_finish(&c->converter);
	free(c);
}
