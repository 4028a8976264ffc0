// SPDX-License-Identifier: Apache-2.0
#include "media/media_thread.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/rt.h"
#include "media/media.h"

enum {
	REALTIME_PRIORITY = 60,
	MAKE_UP_TICKS = 5, /* 100 ms late are made up; what is older is skipped */
};

/* Moves a deadline that lies too far back to the newest that has passed; returns what it left out.
 */
static uint32_t skip_to_live(int64_t *deadline_ns, int64_t now_ns)
{
	int64_t behind = (now_ns - *deadline_ns) / TICK_NS;
	if (behind <= MAKE_UP_TICKS)
		return 0;
	*deadline_ns += behind * TICK_NS;
	return (uint32_t)behind;
}

static void run(void *arg)
{
	struct media_thread *t = arg;

	if (thread_make_realtime(REALTIME_PRIORITY))
		log_warning("media", "no real-time priority; sound may be late on a busy machine");
	struct media_turn turn = { .tick_ns = clock_now_ns() + TICK_NS };
	while (!atomic_load_explicit(&t->stopping, memory_order_relaxed)) {
		clock_sleep_until_ns(turn.tick_ns);
		int64_t begun_ns = clock_now_ns();
		turn.late = begun_ns - turn.tick_ns >= TICK_NS;
		turn.skipped = skip_to_live(&turn.tick_ns, begun_ns);
		rt_enter();
		media_tick(t->media, &turn);
		rt_leave();
		turn.previous_us = (uint32_t)((clock_now_ns() - begun_ns) / 1000);
		turn.tick_ns += TICK_NS;
	}
}

int media_thread_start(struct media_thread *t, struct media *m)
{
	t->media = m;
	atomic_init(&t->stopping, false);
	return thread_start(&t->thread, THREAD_MEDIA, "tumen-media", run, t);
}

void media_thread_stop(struct media_thread *t)
{
	atomic_store_explicit(&t->stopping, true,
			memory_order_relaxed); /* a flag, no data with it */
	thread_join(&t->thread);
}
