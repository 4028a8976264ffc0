// SPDX-License-Identifier: Apache-2.0
/*
 * From a binary message to media's pipe: one RTP packet, checked against what control granted.
 * What is wrong is counted and dropped without a word (protocol.md section 4): sound has no use
 * for errors.
 *
 * Thread: the loop's.
 * Before: session.h. After: ports/uplink.h.
 */
#ifndef NET_UPLINK_H
#define NET_UPLINK_H

#include <stddef.h>
#include <stdint.h>

struct session;

/* Packets per second, and at once: a microphone sends 50, and after a hiccup of its line all that
 * waited in it. One that sends more cannot fill the pipe for the others. */
enum { UPLINK_PER_SECOND = 150, UPLINK_BURST = 150 };

void uplink_take(struct session *s, const uint8_t *bytes, size_t count);

#endif
