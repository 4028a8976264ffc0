// SPDX-License-Identifier: Apache-2.0
/*
 * The thread that turns what is heard here into packets: from a device's blocks, or from a file
 * that is read at the pace of the clock, to 48 kHz, through the mouth, to the link.
 *
 * Thread: create, stop and destroy on main's.
 * Owns:   its thread and what is inside. Not the pipes, the file or the link.
 * Before: audio_io.h or file_io.h. After: mouth.h, link.h.
 */
#ifndef CLIENT_CAPTURE_H
#define CLIENT_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "base/units.h"
#include "file_io.h"
#include "link.h"

struct capture;

/* main -> capture */
struct capture_order {
	bool microphone_on, coughing;
};

/* capture -> main, ten times a second. */
struct capture_report {
	float peak_dbfs, rms_dbfs; /* since the report before */
	bool on_air;               /* what is said now goes out */
	bool ended;                /* the file is at its end; nothing follows */
	uint64_t packets;
	uint64_t holes;       /* jumps in time: the device was gone, or the system lost sound */
	uint64_t blocks_lost; /* the thread was too late for the device */
	uint32_t rate_hz;     /* of the source; 0: nothing came yet */
	int band_hz;          /* where the voice ends; 0: too little was heard of it yet */
	int64_t zero_ns;      /* file: when its first sample counts as captured, local clock */
};

/* One line that every packet goes out by. */
struct capture_way {
	struct pipe *terms;  /* struct uplink_terms: read */
	struct pipe *uplink; /* struct uplink_packet: written */
	struct link *link;   /* rung after a packet */
};

enum { CAPTURE_WAYS = 2 }; /* the second is for a second path (protocol.md) */

struct capture_ports {
	struct pipe *captured; /* struct sound_block: read, unless there is a file */
	struct pipe *orders;   /* struct capture_order: read */
	struct capture_way ways[CAPTURE_WAYS]; /* zeroed ones are not there */
	struct pipe *side_tone;                /* struct side_block: written; or NULL */
	struct pipe *reports;                  /* struct capture_report: written */
	struct bell *bell;                     /* ours: rung by who writes what we read */
	struct bell *main;
};

struct capture_setup {
	struct file_in *file; /* NULL: a device's blocks */
	uint64_t random;      /* where sequence numbers and timestamps begin */
	struct capture_ports ports;
};

/* 0, -ENOMEM or -EAGAIN. */
MUST_USE int capture_create(struct capture **out, const struct capture_setup *setup);
void capture_stop(struct capture *c);
void capture_destroy(struct capture *c);

#endif
