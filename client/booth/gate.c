// SPDX-License-Identifier: Apache-2.0
#include "booth/gate.h"

void gate_init(struct gate *g, bool on)
{
	*g = (struct gate){ .wanted = on };
}

void gate_switch(struct gate *g, bool on)
{
	g->wanted = on;
	g->owed = !on && (g->told_on || !g->told);
}

void gate_tell(struct gate *g, enum console_microphone microphone)
{
	bool on = microphone == MICROPHONE_ON || microphone == MICROPHONE_COUGH;
	if (on && g->owed)
		return;
	if (on || g->told_on) /* switched on by a handover, off by whatever it was */
		g->wanted = on;
	g->told = true;
	g->told_on = on;
	g->owed = false;
}

void gate_refuse(struct gate *g)
{
	g->wanted = g->told_on;
	g->owed = false;
}

void gate_forget(struct gate *g)
{
	g->told = g->told_on = false;
	g->owed = !g->wanted;
}

bool gate_is_open(const struct gate *g)
{
	return g->wanted && (!g->told || g->told_on);
}
