// SPDX-License-Identifier: Apache-2.0
#include "support/media_rig.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rt.h"
#include "ports/uplink.h"

static const int64_t start_ns = INT64_C(1000000000000);

/* Checks that stay in every build; a test that cannot be set up stops here. */
static void need(bool fine)
{
	if (!fine)
		abort();
}

static void make_pipes(struct rig *r)
{
	need(!pipe_init(&r->uplink, sizeof(struct uplink), UPLINK_PIPE_RECORDS));
	need(!pipe_init(&r->downlink, sizeof(struct downlink), DOWNLINK_PIPE_RECORDS));
	need(!pipe_init(&r->command, sizeof(struct media_command), MEDIA_COMMAND_PIPE_RECORDS));
	need(!pipe_init(&r->note, sizeof(struct media_note), MEDIA_NOTE_PIPE_RECORDS));
	need(!bell_init(&r->bell) && !bell_init(&r->control));
}

struct rig *rig_create(uint32_t channels, int complexity)
{
	struct rig *r = calloc(1, sizeof *r);
	need(r != NULL);
	r->now_ns = start_ns;
	r->channels = channels;
	make_pipes(r);
	struct media_setup setup = { .channels = channels,
		.low_bitrate_bps = 16000,
		.complexity = complexity,
		.hold_off_ms = 2000,
		.silence_hold_off_ms = 5000,
		.fade_ms = 300,
		.target_lufs = -23,
		.epoch_ns = start_ns - NS_PER_S };
	for (uint32_t c = 0; c < channels; c++)
		setup.bitrates_bps[c] = c == RIG_LEAN_CHANNEL ? 16000 : 48000;
	struct media_ports ports = { .uplinks = &(struct pipe *){ &r->uplink },
		.downlinks = &(struct pipe *){ &r->downlink },
		.loops = 1,
		.readers = 1,
		.command = &r->command,
		.note = &r->note,
		.bells = &(struct bell *){ &r->bell },
		.control = &r->control };
	need(!media_create(&r->media, &setup, &ports));
	for (uint32_t c = 0; c < RIG_EARS; c++) {
		int err;
		r->ears[c].decoder = opus_decoder_create(SAMPLE_RATE_HZ, 1, &err);
		need(err == OPUS_OK);
	}
	return r;
}

void rig_destroy(struct rig *r)
{
	media_destroy(r->media);
	for (uint32_t c = 0; c < RIG_EARS; c++)
		opus_decoder_destroy(r->ears[c].decoder);
	pipe_finish(&r->uplink);
	pipe_finish(&r->downlink);
	pipe_finish(&r->command);
	pipe_finish(&r->note);
	bell_finish(&r->bell);
	bell_finish(&r->control);
	free(r);
}

void rig_open(struct rig *r, uint32_t slot, uint32_t generation, double hz, double dbfs)
{
	struct rig_microphone *m = &r->microphones[slot];
	*m = (struct rig_microphone){ .handle = { .slot = slot, .generation = generation },
		.tone = { .hz = hz, .dbfs = dbfs } };
	struct encoder_setup setup = { .bitrate_bps = 64000, .complexity = 5, .frame_ms = TICK_MS };
	need(!encoder_init(&m->encoder, &setup));
	struct media_command open = { .kind = MEDIA_OPEN_MICROPHONE, .microphone = m->handle };
	need(pipe_put(&r->command, &open, sizeof open));
}

void rig_close(struct rig *r, uint32_t slot)
{
	struct media_command close = { .kind = MEDIA_CLOSE_MICROPHONE,
		.microphone = r->microphones[slot].handle };
	need(pipe_put(&r->command, &close, sizeof close));
	r->microphones[slot].handle = (struct handle){ 0 };
}

void rig_send_route(struct rig *r)
{
	r->route.number++;
	struct media_command command = { .kind = MEDIA_ROUTE, .route = r->route };
	need(pipe_put(&r->command, &command, sizeof command));
}

/* One packet, captured in the 20 ms before now and arriving now. */
static void speak(struct rig *r, struct rig_microphone *m)
{
	float pcm[TICK_SAMPLES] = { 0 };
	if (!m->muted)
		tone_fill(&m->tone, pcm, TICK_SAMPLES);
	int64_t captured_us = (r->now_ns - (start_ns - NS_PER_S)) / 1000 - TICK_MS * 1000;
	struct uplink u = { .microphone = m->handle,
		.arrival_ns = r->now_ns,
		.capture_us = m->claims_us ? m->claims_us : captured_us,
		.timestamp = m->timestamp,
		.sequence = m->sequence,
		.has_capture_time = !m->unstamped };
	int bytes = encoder_encode(&m->encoder, pcm, TICK_SAMPLES, u.opus, sizeof u.opus);
	need(bytes > 0);
	u.opus_bytes = (uint16_t)bytes;
	m->timestamp += TICK_SAMPLES;
	if (m->paused)
		return;
	m->sequence++;
	need(pipe_put(&r->uplink, &u, UPLINK_BYTES(&u)));
}

/* NULL: nobody listens to this stream. */
static struct rig_ear *ear_of(struct rig *r, const struct downlink *d)
{
	if (d->stream == stream_of_monitor(RIG_MONITORED_SLOT))
		return &r->ears[RIG_MONITOR];
	if (d->stream >= MONITOR_STREAMS)
		return NULL;
	if (d->stream % RENDITIONS == RENDITION_HIGH)
		return &r->ears[d->stream / RENDITIONS];
	r->low_packets++;
	return NULL;
}

static void hear(struct rig *r, const struct downlink *d)
{
	struct rig_ear *e = ear_of(r, d);
	if (!e)
		return;
	size_t bytes = (size_t)d->wire_bytes - d->header_bytes;
	need(rtp_parse(&e->rtp, d->wire + d->header_bytes, bytes) == (int)bytes);
	e->gap = e->gap || (e->packets > 0 && d->number != e->last_number + 1);
	e->last_number = d->number;
	e->packets++;
	e->markers += e->rtp.marker;
	e->capture_times += e->rtp.has_capture_time;
	e->heard = true;
	int samples = opus_decode_float(e->decoder, e->rtp.payload, (int)e->rtp.payload_bytes,
			e->pcm[r->turns % RIG_EAR_TICKS], TICK_SAMPLES, 0);
	need(samples == TICK_SAMPLES);
}

static void turn_once(struct rig *r)
{
	for (int i = 0; i < MICROPHONES_MAX; i++)
		if (handle_valid(r->microphones[i].handle))
			speak(r, &r->microphones[i]);

	r->now_ns += TICK_NS * (1 + r->skipped);
	struct media_turn turn = { .tick_ns = r->now_ns, .skipped = r->skipped };
	r->skipped = 0;
	int64_t begun_ns = clock_now_ns();
	rt_enter();
	media_tick(r->media, &turn);
	rt_leave();
	r->tick_cost_ns = clock_now_ns() - begun_ns;

	for (uint32_t c = 0; c < RIG_EARS; c++) {
		r->ears[c].heard = false;
		memset(r->ears[c].pcm[r->turns % RIG_EAR_TICKS], 0, sizeof r->ears[c].pcm[0]);
	}
	static struct downlink d;
	while (pipe_take(&r->downlink, &d))
		hear(r, &d);
	while (pipe_take(&r->note, &r->last_note))
		r->notes++;
	r->turns++;
}

void rig_turn(struct rig *r, uint32_t ticks)
{
	for (uint32_t i = 0; i < ticks; i++)
		turn_once(r);
}

double rig_level(const struct rig *r, uint32_t channel, double hz, uint32_t ticks)
{
	static float pcm[RIG_EAR_TICKS * TICK_SAMPLES];
	need(ticks <= RIG_EAR_TICKS && ticks <= r->turns);
	for (uint32_t i = 0; i < ticks; i++)
		memcpy(pcm + i * TICK_SAMPLES,
				r->ears[channel].pcm[(r->turns - ticks + i) % RIG_EAR_TICKS],
				sizeof r->ears[channel].pcm[0]);
	return tone_level(pcm, (int)ticks * TICK_SAMPLES, hz);
}
