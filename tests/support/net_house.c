// SPDX-License-Identifier: Apache-2.0
#include "support/net_house.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "net/frame.h"
#include "proto/rtp.h"

enum { DESCRIPTORS = 256 };

static void must(int err, const char *what)
{
	if (err == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror(-err));
	abort();
}

void house_open(struct net_house *h, uint32_t sessions, const char *web_dir)
{
	static const struct net_channel channels[HOUSE_CHANNELS] = {
		{ "floor", "Original" },
		{ "ko", "한국어" },
		{ "ru", "Русский" },
	};
	memset(h, 0, sizeof *h);
	must(pipe_init(&h->uplink, sizeof(struct uplink), UPLINK_PIPE_RECORDS), "uplink");
	must(pipe_init(&h->downlink, sizeof(struct downlink), DOWNLINK_PIPE_RECORDS), "downlink");
	must(pipe_init(&h->request, sizeof(struct request), REQUEST_PIPE_RECORDS), "request");
	must(pipe_init(&h->event, sizeof(struct event), EVENT_PIPE_RECORDS), "event");
	must(bell_init(&h->loop), "bell");
	must(bell_init(&h->control), "bell");
	struct loop_ports ports = { .uplink = &h->uplink,
		.downlink = &h->downlink,
		.request = &h->request,
		.event = &h->event,
		.bell = &h->loop,
		.control = &h->control };
	struct net_setup setup = { .address = "127.0.0.1",
		.loops = 1,
		.sessions = sessions,
		.web_dir = web_dir,
		.channels = channels,
		.channel_count = HOUSE_CHANNELS,
		.epoch_ns = clock_now_ns(),
		.ports = &ports,
		.counters = &h->counters };
	must(net_create(&h->net, &setup), "net_create");
	must(net_start(h->net), "net_start");
	h->port = net_port(h->net);
}

void house_close(struct net_house *h)
{
	net_stop(h->net);
	net_destroy(h->net);
	pipe_finish(&h->uplink);
	pipe_finish(&h->downlink);
	pipe_finish(&h->request);
	pipe_finish(&h->event);
	bell_finish(&h->loop);
	bell_finish(&h->control);
}

bool house_request(struct net_house *h, struct request *r, int timeout_ms)
{
	struct pollfd p = { .fd = h->control.fd, .events = POLLIN };
	for (;;) {
		bell_hush(&h->control);
		if (pipe_take(&h->request, r))
			return true;
		if (poll(&p, 1, timeout_ms) <= 0)
			return false;
	}
}

void house_say(struct net_house *h, enum event_kind kind, struct handle session, const char *text)
{
	struct event *e = &h->scratch;
	e->kind = kind;
	e->session = session;
	e->text_bytes = text ? (uint32_t)strlen(text) : 0;
	memcpy(e->text, text ? text : "", e->text_bytes + 1);
	while (!pipe_put(&h->event, e, EVENT_BYTES(e)))
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	bell_ring(&h->loop);
}

void house_admit(struct net_house *h, struct handle session, enum message_role role,
		uint32_t channels, uint8_t bundle)
{
	h->scratch.role = role;
	h->scratch.microphone =
			role == ROLE_INTERPRETER ? (struct handle){ 5, 7 } : (struct handle){ 0 };
	h->scratch.uplink_ssrc = MICROPHONE_SSRC_BASE + 5;
	house_say(h, EVENT_GRANT, session, NULL);
	h->scratch.subscription =
			(struct event_subscription){ .channels = channels, .bundle = bundle };
	house_say(h, EVENT_SUBSCRIBE, session, NULL);
	house_say(h, EVENT_TEXT, session, "{\"type\":\"welcome\"}");
}

void house_publish(struct net_house *h, uint32_t channel, int64_t tick_ns, bool ring)
{
	uint32_t stream = stream_of(channel, RENDITION_HIGH);
	struct downlink d = { .tick_ns = tick_ns, .stream = (uint16_t)stream };
	uint8_t opus[120] = { 0 };
	d.number = h->numbers[stream]++;
	d.timestamp = d.number * TICK_SAMPLES;
	memcpy(opus, &d.number, sizeof d.number);
	struct rtp_packet rtp = { .ssrc = stream_ssrc(stream),
		.timestamp = d.timestamp,
		.sequence = (uint16_t)d.number,
		.payload_type = OPUS_PAYLOAD_TYPE,
		.payload = opus,
		.payload_bytes = sizeof opus };
	uint8_t bytes[RTP_PACKET_MAX];
	int n = rtp_write(&rtp, bytes, sizeof bytes);
	must(n < 0 ? n : 0, "rtp_write");
	d.header_bytes = (uint8_t)frame_header(d.wire, FRAME_BINARY, (uint32_t)n);
	memcpy(d.wire + d.header_bytes, bytes, (size_t)n);
	d.wire_bytes = (uint16_t)(d.header_bytes + n);
	d.opus_offset = (uint16_t)(d.wire_bytes - sizeof opus);
	pipe_put(&h->downlink, &d, DOWNLINK_BYTES(&d));
	if (ring)
		bell_ring(&h->loop);
}

bool house_wait(struct net_house *h, enum counter which, int64_t value, int timeout_ms)
{
	for (int n = 0; n < timeout_ms; n++) {
		if (counter_get(&h->counters, which) >= value)
			return true;
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	}
	return false;
}

int house_end_of(int fd)
{
	struct sockaddr_in own;
	struct sockaddr_in peer;
	socklen_t bytes = sizeof own;
	if (getsockname(fd, (struct sockaddr *)&own, &bytes) < 0)
		return -1;
	for (int i = 0; i < DESCRIPTORS; i++) {
		bytes = sizeof peer;
		if (i != fd && getpeername(i, (struct sockaddr *)&peer, &bytes) == 0 &&
				peer.sin_port == own.sin_port)
			return i;
	}
	return -1;
}
