// SPDX-License-Identifier: Apache-2.0
/*
 * The one entry point that libFuzzer and replay.c call. A target asserts what must hold for any
 * input; the sanitizers watch the rest.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
