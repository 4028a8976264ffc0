// SPDX-License-Identifier: Apache-2.0
#include "web/engine/voice.h"

#include <assert.h>

#include "audio/mixer.h"

int voice_init(struct voice *v, const struct playout_setup *setup)
{
	*v = (struct voice){ .extra_delay_ms = setup->extra_delay_ms };
	for (int i = 0; i < VOICE_SIDES; i++) {
		int err = playout_init(&v->sides[i].playout, setup);
		if (err)
			return err;
		fade_init(&v->sides[i].fade, 0);
	}
	return 0;
}

void voice_tune(struct voice *v, uint32_t ssrc, bool anew)
{
	if (v->sides[v->wanted].ssrc == ssrc && !(anew && ssrc))
		return;
	v->wanted = (v->wanted + 1) % VOICE_SIDES;
	struct voice_side *side = &v->sides[v->wanted];
	playout_reset(&side->playout);
	fade_init(&side->fade, 0);
	side->ssrc = ssrc;
	int patience_ms = VOICE_PATIENCE_MS + v->extra_delay_ms;
	v->patience_samples = ssrc ? patience_ms * (SAMPLE_RATE_HZ / 1000) : 0;
}

bool voice_push(struct voice *v, uint32_t ssrc, const struct playout_packet *packet)
{
	/* After a reconnect both sides may bear the same number: the wanted one takes it. */
	for (int i = 0; i < VOICE_SIDES; i++) {
		struct voice_side *side = &v->sides[(v->wanted + i) % VOICE_SIDES];
		if (ssrc && side->ssrc == ssrc) {
			playout_push(&side->playout, packet);
			return true;
		}
	}
	return false;
}

/* The new side sounds, or the old one has had its time: from now on they change places. */
static void cross(struct voice *v, int samples)
{
	struct playout_status status;
	playout_status(&v->sides[v->wanted].playout, &status);
	v->patience_samples -= v->patience_samples < samples ? v->patience_samples : samples;
	if (!status.playing && v->patience_samples > 0)
		return;
	for (int i = 0; i < VOICE_SIDES; i++)
		fade_to(&v->sides[i].fade, i == v->wanted ? 1.0f : 0.0f, VOICE_CROSSFADE_MS);
}

void voice_add(struct voice *v, int64_t now_ns, float *out, int samples)
{
	assert(samples > 0 && samples <= VOICE_BLOCK_MAX);
	cross(v, samples);
	for (int i = 0; i < VOICE_SIDES; i++) {
		struct voice_side *side = &v->sides[i];
		float from;
		float to;
		fade_next(&side->fade, samples, &from, &to);
		bool audible = from > 0 || to > 0;
		if (i != v->wanted && !audible)
			side->ssrc = 0; /* it has been left: its packets are nobody's */
		if (!side->ssrc && !audible)
			continue;
		playout_pull(&side->playout, now_ns, v->block, samples);
		mixer_add_ramped(out, v->block, from, to, samples);
	}
}

void voice_set_extra_delay(struct voice *v, int extra_delay_ms)
{
	v->extra_delay_ms = extra_delay_ms;
	for (int i = 0; i < VOICE_SIDES; i++)
		playout_set_extra_delay(&v->sides[i].playout, extra_delay_ms);
}

void voice_status(const struct voice *v, struct playout_status *status)
{
	const struct voice_side *side = &v->sides[v->wanted];
	*status = (struct playout_status){ 0 };
	if (side->ssrc)
		playout_status(&side->playout, status);
}

void voice_counts(const struct voice *v, struct playout_counts *counts)
{
	*counts = (struct playout_counts){ 0 };
	for (int i = 0; i < VOICE_SIDES; i++) {
		struct playout_counts side;
		playout_counts(&v->sides[i].playout, &side);
		counts->packets += side.packets;
		counts->late += side.late;
		counts->duplicate += side.duplicate;
		counts->reordered += side.reordered;
		counts->lost += side.lost;
		counts->invalid += side.invalid;
		counts->concealed_samples += side.concealed_samples;
		counts->inserted_samples += side.inserted_samples;
		counts->removed_samples += side.removed_samples;
		counts->skipped_samples += side.skipped_samples;
		counts->underruns += side.underruns;
		counts->skips += side.skips;
		counts->resets += side.resets;
	}
}
