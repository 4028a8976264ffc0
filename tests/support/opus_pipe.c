// SPDX-License-Identifier: Apache-2.0
#include "support/opus_pipe.h"

#include <stdio.h>

OpusEncoder *opus_pipe_encoder(int bitrate_bps)
{
	int err;
	OpusEncoder *encoder = opus_encoder_create(SAMPLE_RATE_HZ, 1, OPUS_APPLICATION_AUDIO, &err);
	if (encoder)
		opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate_bps));
	return encoder;
}

bool opus_pipe_write(OpusEncoder *encoder, const float pcm[static TICK_SAMPLES])
{
	uint8_t packet[OPUS_PACKET_MAX];
	int bytes = opus_encode_float(encoder, pcm, TICK_SAMPLES, packet, sizeof packet);
	if (bytes <= 0)
		return false;
	putchar(bytes >> 8);
	putchar(bytes & 0xff);
	fwrite(packet, 1, (size_t)bytes, stdout);
	return true;
}

int opus_pipe_read(uint8_t packet[static OPUS_PACKET_MAX])
{
	int high = getchar();
	int low = getchar();
	if (low == EOF)
		return OPUS_PIPE_END;
	size_t bytes = (size_t)(high << 8 | low);
	if (bytes > OPUS_PACKET_MAX || fread(packet, 1, bytes, stdin) != bytes)
		return OPUS_PIPE_BROKEN;
	return (int)bytes;
}
