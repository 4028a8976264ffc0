// SPDX-License-Identifier: Apache-2.0
#include "media/floor_check.h"

#include <string.h>

#include "audio/mixer.h"

void floor_check_init(struct floor_check *f)
{
	memset(f, 0, sizeof *f);
	sound_check_init(&f->fresh);
	f->check = f->fresh;
}

/* True when it is not those of the turn before. */
static bool take_tenant(struct floor_check *f, uint32_t slot, struct handle tenant)
{
	if (handle_equal(f->tenants[slot], tenant))
		return false;
	f->tenants[slot] = tenant;
	return true;
}

void floor_check_turn(struct floor_check *f, uint64_t set, const struct microphone *microphones)
{
	float pcm[TICK_SAMPLES];
	bool changed = false;
	bool any = false;
	mixer_clear(pcm, TICK_SAMPLES);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		const struct microphone *m = &microphones[slot];
		bool heard = set >> slot & 1 && microphone_present(m);
		changed |= take_tenant(f, slot, heard ? m->tenant : (struct handle){ 0 });
		if (heard)
			mixer_add_ramped(pcm, m->raw, 1.0f, 1.0f, TICK_SAMPLES);
		any |= heard;
	}
	if (changed)
		f->check = f->fresh;
	if (any)
		sound_check_add(&f->check, pcm, TICK_SAMPLES);
}

void floor_check_report(const struct floor_check *f, struct floor_note *note)
{
	struct sound_verdict v;
	sound_check_read(&f->check, &v);
	*note = (struct floor_note){ .known = v.known,
		.bandwidth_hz = v.bandwidth_hz,
		.narrow = v.narrow,
		.clipped = v.clipped,
		.quiet = v.quiet,
		.loud = v.loud,
		.noise_known = v.noise_known,
		.noisy = v.noisy };
}
