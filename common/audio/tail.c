// SPDX-License-Identifier: Apache-2.0
#include "audio/tail.h"

void tail_cut(struct tail *tail, struct tape *t)
{
	int samples = tape_ahead(t) < TAIL_SAMPLES ? tape_ahead(t) : TAIL_SAMPLES;
	float *out = tail->samples + TAIL_SAMPLES - samples;
	const float *head = tape_head(t);
	for (int i = 0; i < samples; i++)
		out[i] = head[i] * (float)(samples - i) / (float)(samples + 1);
	tail->left = samples;
}

void tail_add(struct tail *tail, float *out, int samples)
{
	const float *next = tail->samples + TAIL_SAMPLES - tail->left;
	int ringing = tail->left < samples ? tail->left : samples;
	for (int i = 0; i < ringing; i++)
		out[i] += next[i];
	tail->left -= ringing;
}
