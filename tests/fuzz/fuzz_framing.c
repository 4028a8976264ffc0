// SPDX-License-Identifier: Apache-2.0
/* Any bytes: a bundle that was taken is written again as the very same bytes. */
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct framing_bundle b;
	if (framing_parse(&b, bytes, length) < 0)
		return 0;
	uint8_t *again = malloc(length);
	assert(again);
	int n = framing_write(&b, again, length);
	assert(n == (int)length);
	assert(!memcmp(again, bytes, length));
	free(again);
	return 0;
}
