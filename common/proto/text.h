// SPDX-License-Identifier: Apache-2.0
/*
 * The form of names: what may stand as an id, and what as a person's name or a title. The same
 * rules for the wire and for the config file. Pure: no state, no allocation.
 *
 * Thread: any.
 */
#ifndef PROTO_TEXT_H
#define PROTO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { TEXT_ID_MAX = 32 /* bytes */ };

/* Bytes at the start of `text` that are whole, valid UTF-8 (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF); `bytes` when all of them are. */
size_t text_utf8_prefix(const char *text, size_t bytes);

/* [a-z][a-z0-9-]*, 1 to TEXT_ID_MAX bytes. */
bool text_is_id(const char *text, size_t bytes);

/* [a-z][a-z0-9_]*, 1 to TEXT_ID_MAX bytes: names of messages and fields. */
bool text_is_word(const char *text, size_t bytes);

/* Valid UTF-8 that stays on its line and in its direction: no control characters (C0, DEL, C1),
 * line or paragraph separators, or bidirectional overrides and isolates (Unicode's Bidi_Control
 * without the three marks). Says nothing about length; "" is fine. */
bool text_is_line(const char *text, size_t bytes);

/* Visible ASCII, '!' to '~': tokens and session ids. "" is fine. */
bool text_is_visible_ascii(const char *text, size_t bytes);

#endif
