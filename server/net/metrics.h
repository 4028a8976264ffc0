// SPDX-License-Identifier: Apache-2.0
/*
 * The counters of ports/counters.h as Prometheus text (exposition format 0.0.4); control's gauges
 * stand before them on the page.
 *
 * Thread: any.
 */
#ifndef NET_METRICS_H
#define NET_METRICS_H

#include <stddef.h>

#include "ports/counters.h"

enum { METRICS_BYTES_MAX = 8192 };

/* Returns the bytes written; a counter that does not fit is left out. */
size_t metrics_write(char *text, size_t capacity, const struct counters *counters);

#endif
