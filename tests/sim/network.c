// SPDX-License-Identifier: Apache-2.0
#include "sim/network.h"

#include <assert.h>
#include <string.h>

void network_init(struct network *n, const struct network_setup *setup)
{
	memset(n, 0, sizeof *n);
	n->setup = *setup;
	n->random.state = setup->seed;
}

void network_set_delay(struct network *n, double delay_ms)
{
	n->setup.delay_ms = delay_ms;
}

void network_stall(struct network *n, int64_t from_ns, int64_t until_ns)
{
	n->stall_from_ns = from_ns;
	n->stall_until_ns = until_ns;
}

/* How much later than the first try the try that gets through is sent. The first loss is noticed by
 * the acknowledgements of three later packets; one that is lost again waits for the timer. */
static double resend_ms(struct network *n)
{
	double round_trip = 2 * n->setup.delay_ms + n->setup.jitter_ms;
	double timer = round_trip + 200;
	double waited = 0;
	for (int try = 0; random_unit(&n->random) < n->setup.loss; try++) {
		waited += try == 0 ? round_trip + 3 * n->setup.spacing_ms : timer;
		if (try > 0)
			timer *= 2;
	}
	return waited;
}

void network_send(struct network *n, const struct network_packet *packet)
{
	assert(n->put - n->taken < NETWORK_PACKETS);
	double way_ms = n->setup.delay_ms + n->setup.jitter_ms * random_unit(&n->random) +
			resend_ms(n);
	int64_t arrival = packet->sent_ns + (int64_t)(way_ms * (double)NS_PER_MS);
	if (arrival >= n->stall_from_ns && arrival < n->stall_until_ns)
		arrival = n->stall_until_ns;
	if (arrival < n->last_arrival_ns)
		arrival = n->last_arrival_ns; /* TCP gives nothing out of order */
	n->last_arrival_ns = arrival;

	struct network_packet *p = &n->packets[n->put++ % NETWORK_PACKETS];
	*p = *packet;
	p->arrival_ns = arrival;
}

bool network_receive(struct network *n, int64_t now_ns, struct network_packet *packet)
{
	if (n->put == n->taken)
		return false;
	const struct network_packet *p = &n->packets[n->taken % NETWORK_PACKETS];
	if (p->arrival_ns > now_ns)
		return false;
	*packet = *p;
	n->taken++;
	return true;
}
