// SPDX-License-Identifier: Apache-2.0
#include "audio_io.h"

#include <errno.h>
#include <poll.h>
#include <portaudio.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio_callback.h"
#include "backoff.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "device_list.h"
#include "shortfall.h"

enum {
	WATCH_MS = 250,  /* between two looks at the streams */
	STILL_MS = 2000, /* callbacks that stand still for so long will not come back */
	FIRST_WAIT_MS = 500,
	MOST_WAIT_MS = 5000,
};

struct audio_io {
	struct audio_setup setup;
	struct thread thread;
	struct bell bell; /* rung by audio_io_stop() and by a stream that ended */
	atomic_bool stopping, ended;

	PaStream *input_stream, *output_stream;
	struct audio_side input, output;
	uint32_t generation;
	int latency_ms; /* asked of the devices now */
	struct backoff backoff;
	struct audio_report report;
	bool opened_once;
};

/* ---- on PortAudio's threads ---- */

static int on_input(const void *in, void *out, unsigned long frames,
		const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *user)
{
	(void)out;
	struct audio_side *s = user;
	audio_side_captured(s, in, (uint32_t)frames, time->currentTime - time->inputBufferAdcTime,
			flags & paInputOverflow);
	return paContinue;
}

static int on_output(const void *in, void *out, unsigned long frames,
		const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *user)
{
	(void)in;
	(void)flags;
	struct audio_side *s = user;
	audio_side_wanted(s, out, (uint32_t)frames, time->outputBufferDacTime - time->currentTime);
	return paContinue;
}

static void on_finished(void *user)
{
	struct audio_io *a = user;
	atomic_store_explicit(&a->ended, true, memory_order_release); /* read in is_alive() */
	bell_ring(&a->bell);
}

/* ---- on the devices thread ---- */

static void report(struct audio_io *a, enum audio_state state)
{
	a->report.state = state;
	(void)pipe_put(a->setup.ports.reports, &a->report, sizeof a->report);
	bell_ring(a->setup.ports.main);
}

__attribute__((format(printf, 2, 3))) static int fail(struct audio_io *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(a->report.trouble, sizeof a->report.trouble, format, args);
	va_end(args);
	return -EIO;
}

/* 48 kHz where the device can, its own rate where not: the resamplers are ours, and better. */
static uint32_t rate_for(const PaStreamParameters *p, bool input)
{
	const PaStreamParameters *in = input ? p : NULL;
	const PaStreamParameters *out = input ? NULL : p;
	if (Pa_IsFormatSupported(in, out, SAMPLE_RATE_HZ) == paFormatIsSupported)
		return SAMPLE_RATE_HZ;
	return (uint32_t)Pa_GetDeviceInfo(p->device)->defaultSampleRate;
}

/* Half of the latency, so that two callbacks fit; at most 10 ms, since as much again is kept ready
 * for the next one. */
static unsigned callback_ms_of(int latency_ms)
{
	int ms = latency_ms / 2;
	return (unsigned)(ms > 10 ? 10 : ms);
}

static int start_stream(struct audio_io *a, PaStream *stream, const char *name)
{
	PaError err = Pa_SetStreamFinishedCallback(stream, on_finished);
	if (!err)
		err = Pa_StartStream(stream);
	return err ? fail(a, "the device %s does not start: %s", name, device_list_words(err)) : 0;
}

/* One direction: finds its device, opens it, starts it. */
static int open_side(struct audio_io *a, bool input)
{
	struct audio_side *side = input ? &a->input : &a->output;
	PaStream **stream = input ? &a->input_stream : &a->output_stream;
	char *name = input ? a->report.input : a->report.output;
	uint32_t *rate_hz = input ? &a->report.input_rate_hz : &a->report.output_rate_hz;

	int device = device_list_find(input ? a->setup.input : a->setup.output, input,
			a->report.trouble, sizeof a->report.trouble);
	if (device < 0)
		return device;
	const PaDeviceInfo *about = Pa_GetDeviceInfo(device);
	PaStreamParameters p = {
		.device = device,
		.channelCount = !input && about->maxOutputChannels > 1 ? 2 : 1,
		.sampleFormat = paFloat32,
		.suggestedLatency = a->latency_ms / 1000.0,
	};
	*rate_hz = rate_for(&p, input);
	snprintf(name, AUDIO_NAME_BYTES, "%s", about->name);
	audio_side_reset(side, a->generation, *rate_hz, (uint32_t)p.channelCount);
	unsigned long frames = *rate_hz / 1000 * callback_ms_of(a->latency_ms);
	PaError err = Pa_OpenStream(stream, input ? &p : NULL, input ? NULL : &p, *rate_hz, frames,
			paClipOff, input ? on_input : on_output, side);
	if (err) {
		*stream = NULL;
		return fail(a, "the device %s cannot be opened: %s", about->name,
				device_list_words(err));
	}
	return start_stream(a, *stream, name);
}

static void close_all(struct audio_io *a)
{
	if (a->input_stream)
		Pa_CloseStream(a->input_stream);
	if (a->output_stream)
		Pa_CloseStream(a->output_stream);
	a->input_stream = a->output_stream = NULL;
	Pa_Terminate();
}

static int open_all(struct audio_io *a)
{
	int err = device_list_open(a->report.trouble, sizeof a->report.trouble);
	if (err)
		return err;

	a->generation++;
	/* pairs with the release in on_finished(), of the opening before: its threads are gone */
	atomic_store_explicit(&a->ended, false, memory_order_relaxed);
	if (a->setup.ports.captured)
		err = open_side(a, true);
	if (!err && a->setup.ports.demands)
		err = open_side(a, false);
	if (err)
		close_all(a);
	return err;
}

static bool is_stopping(const struct audio_io *a)
{
	/* pairs with the release in audio_io_stop() */
	return atomic_load_explicit(&a->stopping, memory_order_acquire);
}

/* Sleeps; at once back when something rings. */
static void doze(struct audio_io *a, int ms)
{
	struct pollfd p = { .fd = a->bell.fd, .events = POLLIN };
	(void)poll(&p, 1, ms);
	bell_hush(&a->bell);
}

/* One direction as the watch sees it. */
struct watched {
	bool open;
	uint32_t frames, rate_hz;
	int64_t moved_ns; /* when frames last grew */
	struct shortfall shortfall;
};

enum finding { FINDING_FINE, FINDING_GONE, FINDING_SLOW };

static enum finding look_at(struct watched *w, const struct audio_side *side, int64_t now_ns)
{
	if (!w->open)
		return FINDING_FINE;
	uint32_t frames = atomic_load_explicit(&side->frames, memory_order_relaxed);
	if (frames != w->frames)
		w->moved_ns = now_ns;
	w->frames = frames;
	if (now_ns - w->moved_ns > STILL_MS * NS_PER_MS)
		return FINDING_GONE;
	bool slow = shortfall_look(&w->shortfall, now_ns, frames, w->rate_hz);
	return slow ? FINDING_SLOW : FINDING_FINE;
}

static int first_latency_ms(const struct audio_io *a)
{
	return a->setup.latency_ms ? a->setup.latency_ms : AUDIO_LATENCY_MS;
}

static bool may_slow_down(const struct audio_io *a)
{
	return !a->setup.latency_ms && a->latency_ms * 2 <= AUDIO_LATENCY_MOST_MS;
}

/* Returns when a stream has ended, stands still, needs more latency, or we are to stop. */
static enum finding watch(struct audio_io *a)
{
	int64_t now_ns = clock_now_ns();
	struct watched in = { a->input_stream, 0, a->report.input_rate_hz, now_ns, { 0 } };
	struct watched out = { a->output_stream, 0, a->report.output_rate_hz, now_ns, { 0 } };
	while (!is_stopping(a)) {
		doze(a, WATCH_MS);
		now_ns = clock_now_ns();
		/* pairs with the release in on_finished() */
		if (atomic_load_explicit(&a->ended, memory_order_acquire))
			return FINDING_GONE;
		enum finding first = look_at(&in, &a->input, now_ns);
		enum finding second = look_at(&out, &a->output, now_ns);
		if (first == FINDING_GONE || second == FINDING_GONE)
			return FINDING_GONE;
		if ((first == FINDING_SLOW || second == FINDING_SLOW) && may_slow_down(a))
			return FINDING_SLOW;
	}
	return FINDING_FINE;
}

static void wait_for_retry(struct audio_io *a)
{
	int64_t until_ns = clock_now_ns() + backoff_next_ms(&a->backoff) * NS_PER_MS;
	for (int64_t now_ns; !is_stopping(a) && (now_ns = clock_now_ns()) < until_ns;)
		doze(a, (int)((until_ns - now_ns) / NS_PER_MS) + 1);
}

/* The devices are open: until they are not any more, or we are to stop. */
static void serve(struct audio_io *a)
{
	a->opened_once = true;
	backoff_reset(&a->backoff);
	a->report.openings++;
	a->report.trouble[0] = '\0';
	report(a, AUDIO_OPEN);
	enum finding finding = watch(a);
	close_all(a);
	if (finding == FINDING_GONE) {
		a->latency_ms = first_latency_ms(a); /* another one may keep up */
		(void)fail(a, "the sound device is gone");
		report(a, AUDIO_LOST);
		wait_for_retry(a);
	}
	if (finding == FINDING_SLOW) {
		a->latency_ms *= 2;
		log_warning("sound", "the sound device does not keep up: asking for %d ms now",
				a->latency_ms);
	}
}

static void run(void *arg)
{
	struct audio_io *a = arg;
	report(a, AUDIO_OPENING);
	while (!is_stopping(a)) {
		if (open_all(a) == 0) {
			serve(a);
			continue;
		}
		if (!a->opened_once && !a->setup.patient) {
			report(a, AUDIO_FAILED);
			return;
		}
		report(a, AUDIO_LOST);
		wait_for_retry(a);
	}
}

/* ---- on main's thread ---- */

int audio_io_create(struct audio_io **out, const struct audio_setup *setup)
{
	struct audio_io *a = calloc(1, sizeof *a);
	if (!a)
		return -ENOMEM;
	a->setup = *setup;
	a->latency_ms = first_latency_ms(a);
	a->input.out = setup->ports.captured;
	a->input.bell = setup->ports.capture;
	a->output.out = setup->ports.demands;
	a->output.in = setup->ports.sound;
	a->output.bell = setup->ports.playback;
	backoff_init(&a->backoff, FIRST_WAIT_MS, MOST_WAIT_MS, (uint64_t)clock_now_ns());
	int err = bell_init(&a->bell);
	if (!err)
		err = thread_start(&a->thread, THREAD_DEVICES, "devices", run, a);
	if (err) {
		audio_io_destroy(a);
		return err;
	}
	*out = a;
	return 0;
}

void audio_io_stop(struct audio_io *a)
{
	/* pairs with the acquire in is_stopping() */
	atomic_store_explicit(&a->stopping, true, memory_order_release);
	bell_ring(&a->bell);
	thread_join(&a->thread);
}

void audio_io_destroy(struct audio_io *a)
{
	if (!a)
		return;
	bell_finish(&a->bell);
	free(a);
}
