// SPDX-License-Identifier: Apache-2.0
#include "audio/playout.h"

#include <errno.h>
#include <string.h>

#define MS(ms) ((ms)*SAMPLE_RATE_HZ / 1000)

enum {
	STEP_SAMPLES = 480,     /* a pull is served in steps of at most this, one change in each */
	MARGIN_SAMPLES = MS(1), /* for the wake-up of threads, on top of the measured lateness */
	DEFAULT_MAX_TARGET_MS = 400,
	MAX_TARGET_MS = 2000,
	MIN_TARGET_MS = 500,
	EXTRA_DELAY_MS = 10000,
	LOOK_AHEAD_SAMPLES = STRETCH_PERIOD_MAX_SAMPLES + STRETCH_FADE_SAMPLES,
};

static_assert(STEP_SAMPLES + (int)DECODER_HIDE_SAMPLES < (int)TAPE_AHEAD_MAX_SAMPLES,
		"a step and its concealment fit on the tape");
static_assert((int)LOOK_AHEAD_SAMPLES < (int)TAPE_AHEAD_MAX_SAMPLES,
		"so does the search for a period");
static_assert((int)STRETCH_FADE_SAMPLES <= (int)DECODER_HIDE_SAMPLES,
		"a made-up end can be faded out");
static_assert(sizeof(struct playout) < (size_t)512 * 1024, "64 of them live in a server");

static int limited(int value, int lowest, int highest)
{
	return value < lowest ? lowest : value > highest ? highest : value;
}

/* Times are counted in samples; nobody's clock is beyond the limits. */
static int64_t samples_of_ns(int64_t ns)
{
	const int64_t limit = INT64_C(1) << 60;
	ns = ns > limit ? limit : ns < -limit ? -limit : ns;
	return ns * 3 / 62500;
}

/* ---- set-up and status ---- */

static bool is_playing(const struct playout *p)
{
	return !p->waiting && !p->holding;
}

static void wait_for_stream(struct playout *p)
{
	slack_init(&p->slack);
	p->waiting = true;
	p->holding = false;
}

int playout_init(struct playout *p, const struct playout_setup *setup)
{
	struct playout_setup s = *setup;
	if (s.max_target_ms == 0)
		s.max_target_ms = limited(s.min_target_ms, DEFAULT_MAX_TARGET_MS, MIN_TARGET_MS);
	if (s.min_target_ms < 0 || s.min_target_ms > MIN_TARGET_MS ||
			s.max_target_ms < s.min_target_ms || s.max_target_ms > MAX_TARGET_MS ||
			s.extra_delay_ms < 0 || s.extra_delay_ms > EXTRA_DELAY_MS)
		return -EINVAL;

	memset(p, 0, sizeof *p);
	p->setup = s;
	jitter_init(&p->jitter);
	wait_for_stream(p);
	return reel_init(&p->reel);
}

void playout_set_extra_delay(struct playout *p, int extra_delay_ms)
{
	int extra = limited(extra_delay_ms, 0, EXTRA_DELAY_MS);
	slack_shift(&p->slack, MS(p->setup.extra_delay_ms - extra));
	p->setup.extra_delay_ms = extra;
}

void playout_counts(const struct playout *p, struct playout_counts *counts)
{
	*counts = p->counts;
	counts->lost = p->jitter.lost;
	counts->invalid += p->reel.broken;
	counts->recovered = p->reel.recovered;
	counts->concealed_samples = p->reel.concealed_samples;
}

void playout_status(const struct playout *p, struct playout_status *status)
{
	int buffered = tape_ahead(&p->reel.tape) + p->jitter.held_samples;
	*status = (struct playout_status){
		.playing = is_playing(p),
		.buffered_ms = buffered / MS(1),
		.target_ms = p->slack.target / MS(1),
		.jitter_ms = lateness_percentile(&p->jitter.lateness) / MS(1),
		.has_capture = is_playing(p) && p->reel.has_anchor,
	};
	if (status->has_capture)
		status->capture_us = reel_capture_us(&p->reel, reel_position(&p->reel) - 1);
}

/* ---- packets in ---- */

static void count_put(struct playout_counts *c, enum jitter_put verdict)
{
	switch (verdict) {
	case JITTER_TAKEN: break;
	case JITTER_TAKEN_REORDERED: c->reordered++; break;
	case JITTER_LATE: c->late++; break;
	case JITTER_DUPLICATE: c->duplicate++; break;
	case JITTER_STRANGE: c->invalid++; break;
	case JITTER_STARTED_OVER: c->resets++; break;
	}
}

void playout_push(struct playout *p, const struct playout_packet *packet)
{
	p->counts.packets++;
	int samples = 0;
	if (packet->opus_bytes > 0 && packet->opus_bytes <= OPUS_PACKET_MAX)
		samples = decoder_samples(packet->opus, packet->opus_bytes);
	if (!samples) {
		p->counts.invalid++;
		return;
	}

	/* What is pushed after a pull cannot have been there for it, whatever the clocks say. */
	int64_t arrival = samples_of_ns(packet->arrival_ns);
	if (p->has_pulled && arrival < p->now)
		arrival = p->now;
	struct jitter_packet put = {
		.sequence = packet->sequence,
		.timestamp = packet->timestamp,
		.arrival = arrival,
		.samples = samples,
		.marker = packet->marker,
		.has_capture_time = packet->has_capture_time,
		.capture_us = packet->capture_us,
		.bytes = packet->opus,
		.count = packet->opus_bytes,
	};
	enum jitter_put verdict = jitter_put(&p->jitter, &put);
	p->reel.has_anchor &= verdict != JITTER_STARTED_OVER; /* it was the other stream's */
	count_put(&p->counts, verdict);
}

/* ---- how much delay there is, and how much there should be ---- */

static void set_target(struct playout *p)
{
	const struct lateness *l = &p->jitter.lateness;
	int target = limited(lateness_percentile(l) + MARGIN_SAMPLES, MS(p->setup.min_target_ms),
			MS(p->setup.max_target_ms));
	int now = lateness_now(l);
	p->slack.target = (now > target ? now : target) + MS(p->setup.extra_delay_ms);
}

/* The room that a packet of that timestamp has when it sounds `offset` samples after this pull
 * begins. */
static int room_at(const struct playout *p, int64_t timestamp, int offset)
{
	int64_t needed = p->now + offset - offset % p->pull;
	int64_t allowance = needed - timestamp - lateness_base(&p->jitter.lateness);
	return slack_room(&p->slack, allowance, offset % p->pull, p->pull);
}

/* And when it follows what is on the tape. */
static int room_for(const struct playout *p, int64_t timestamp)
{
	return room_at(p, timestamp, p->pulled + tape_ahead(&p->reel.tape));
}

/* The stream has begun, or has jumped to elsewhere. */
static void settle(struct playout *p)
{
	slack_restart(&p->slack, room_for(p, p->reel.end));
}

/* ---- sound onto the tape ---- */

static void append(struct playout *p)
{
	int samples = reel_append(&p->reel, &p->jitter);
	slack_note(&p->slack, room_for(p, p->reel.end), samples);
}

/* Nothing to play yet: hides it, and gives up when nothing is left to hide it with. */
static void hide(struct playout *p, enum decoder_end end)
{
	if (decoder_silent(&p->reel.decoder)) {
		p->waiting = true;
		return;
	}
	reel_hide(&p->reel, end);
	slack_shift(&p->slack, DECODER_HIDE_SAMPLES);
}

/* The next packet is here but does not follow what is on the tape. As much of the time between as
 * the delay can spare is left out. */
static void bridge(struct playout *p, const struct jitter_slot *next, enum decoder_end end)
{
	int room = room_for(p, next->timestamp);
	if (room >= 0) {
		reel_hide(&p->reel, end);
		reel_join(&p->reel, &p->jitter, room);
		settle(p);
		return;
	}
	bool is_one_packet = -room <= next->samples;
	if (end == DECODER_IN_SPEECH && is_one_packet && reel_recover(&p->reel, &p->jitter))
		settle(p);
	else
		hide(p, end);
}

/* Puts on the tape whatever comes next, or starts waiting. */
static void extend(struct playout *p)
{
	const struct jitter_slot *next;
	enum decoder_end end = p->reel.in_pause ? DECODER_IN_PAUSE : DECODER_IN_SPEECH;
	switch (jitter_look(&p->jitter, &next)) {
	case JITTER_PACKET: append(p); break;
	case JITTER_SILENCE: bridge(p, next, DECODER_IN_PAUSE); break;
	case JITTER_LOST: bridge(p, next, end); break;
	case JITTER_EMPTY:
		if (end == DECODER_IN_SPEECH && !reel_is_hiding(&p->reel))
			p->counts.underruns++;
		hide(p, end);
		break;
	}
}

static void fill(struct playout *p, int samples)
{
	while (!p->waiting && tape_ahead(&p->reel.tape) < samples)
		extend(p);
}

/* ---- changes of the delay ---- */

static void skip(struct playout *p, int spare)
{
	const struct jitter_slot *next;
	int64_t before = reel_position(&p->reel);
	int64_t until = p->reel.end + spare;
	if (tape_ahead(&p->reel.tape) > TAPE_AHEAD_MAX_SAMPLES - DECODER_HIDE_SAMPLES)
		return; /* a long packet plays first */
	if (jitter_look(&p->jitter, &next) == JITTER_EMPTY ||
			next->timestamp + next->samples > until)
		return;
	reel_hide(&p->reel, DECODER_IN_SPEECH);
	reel_pass_over(&p->reel, &p->jitter, until);
	reel_join(&p->reel, &p->jitter, STRETCH_RANGE_MAX_SAMPLES);
	settle(p);
	p->counts.skips++;
	p->counts.skipped_samples += (uint64_t)(reel_position(&p->reel) - before);
}

static void hold(struct playout *p)
{
	fill(p, TAIL_SAMPLES);
	tail_cut(&p->tail, &p->reel.tape);
	p->holding = true;
}

static void note_change(struct playout *p, enum stretch_verdict verdict, int shift)
{
	switch (verdict) {
	case STRETCH_DONE:
	case STRETCH_DONE_IN_PAUSE:
		slack_shift(&p->slack, shift);
		slack_changed(&p->slack, verdict == STRETCH_DONE_IN_PAUSE);
		break;
	case STRETCH_UNLIKE: slack_refused(&p->slack); break;
	case STRETCH_SHORT: break;
	}
}

static void take_out(struct playout *p, int spare)
{
	const struct jitter_slot *next;
	while (tape_ahead(&p->reel.tape) < LOOK_AHEAD_SAMPLES &&
			jitter_look(&p->jitter, &next) == JITTER_PACKET)
		append(p);
	int samples = 0;
	enum stretch_verdict verdict = stretch_shorten(&p->reel.stretch, &p->reel.tape, spare,
			slack_likeness(&p->slack), &samples);
	p->counts.removed_samples += (uint64_t)samples;
	note_change(p, verdict, -samples);
}

static void put_in(struct playout *p, int missing)
{
	int samples = 0;
	enum stretch_verdict verdict = stretch_lengthen(&p->reel.stretch, &p->reel.tape, missing,
			slack_likeness(&p->slack), &samples);
	p->counts.inserted_samples += (uint64_t)samples;
	note_change(p, verdict, samples);
}

/* Not while the sound is made up: how long that will go on is not known yet. */
static void change(struct playout *p)
{
	int spare = reel_is_hiding(&p->reel) ? 0 : slack_wish(&p->slack);
	if (spare > SLACK_SKIP_SAMPLES)
		skip(p, spare);
	else if (spare > 0)
		take_out(p, spare);
	else if (spare < -SLACK_HOLD_SAMPLES)
		hold(p);
	else if (spare < 0)
		put_in(p, -spare);
}

/* ---- samples out ---- */

static void go_on(struct playout *p)
{
	if (room_for(p, p->reel.end) < 0)
		return;
	p->holding = false;
	tape_fade_in(&p->reel.tape, TAIL_SAMPLES);
	settle(p);
}

static void begin(struct playout *p)
{
	const struct jitter_slot *next;
	if (jitter_look(&p->jitter, &next) == JITTER_EMPTY)
		return;
	int64_t from = next->timestamp;
	int last = (p->pull - 1) / next->samples * next->samples; /* of this pull's packets */
	int room = room_at(p, from + last, last);
	if (room < 0)
		return;
	if (room > SLACK_SKIP_SAMPLES && reel_pass_over(&p->reel, &p->jitter, from + room)) {
		jitter_look(&p->jitter, &next);
		p->counts.skips++;
		p->counts.skipped_samples += (uint64_t)(next->timestamp - from);
	}
	p->waiting = false;
	append(p);
	settle(p);
}

static void play_step(struct playout *p, float *out, int samples)
{
	if (!p->holding) {
		fill(p, samples);
		change(p);
		fill(p, samples);
	}
	int playing = p->holding ? 0 : limited(tape_ahead(&p->reel.tape), 0, samples);
	tape_play(&p->reel.tape, out, playing);
	memset(out + playing, 0, (size_t)(samples - playing) * sizeof *out);
	if (p->holding)
		p->counts.inserted_samples += (uint64_t)samples;
	slack_play(&p->slack, samples);
	p->pulled += samples;
}

/* A cross-fade of two places that are unlike may overshoot both. */
static void keep_bounded(float *out, int samples)
{
	for (int i = 0; i < samples; i++) {
		float below = out[i] < DECODER_PEAK ? out[i] : DECODER_PEAK;
		out[i] = below > -DECODER_PEAK ? below : -DECODER_PEAK;
	}
}

void playout_pull(struct playout *p, int64_t now_ns, float *out, int samples)
{
	assert(samples >= 1 && samples <= OPUS_FRAME_MAX);
	p->now = samples_of_ns(now_ns);
	p->pull = samples;
	p->pulled = 0;
	p->has_pulled = true;
	set_target(p);
	/* Only at the start of a pull, so that packets line up with pulls. */
	if (p->holding)
		go_on(p);
	else if (p->waiting)
		begin(p);
	while (p->pulled < samples)
		play_step(p, out + p->pulled, limited(samples - p->pulled, 0, STEP_SAMPLES));
	tail_add(&p->tail, out, samples);
	keep_bounded(out, samples);
}

void playout_reset(struct playout *p)
{
	if (is_playing(p)) {
		if (tape_ahead(&p->reel.tape) < TAIL_SAMPLES)
			reel_hide(&p->reel, DECODER_IN_PAUSE);
		tail_cut(&p->tail, &p->reel.tape);
	}
	jitter_reset(&p->jitter);
	reel_clear(&p->reel);
	wait_for_stream(p);
	p->counts.resets++;
}
