// SPDX-License-Identifier: Apache-2.0
#include "booth/key_map.h"

/* clang-format off */
const struct key_row key_rows[] = {
	{ 'm',             COMMAND_MICROPHONE,        0, "m F9", "microphone on and off" },
	{ KEY_MAP_F9,      COMMAND_MICROPHONE,        0, NULL,   NULL },
	{ 'c',             COMMAND_COUGH,             0, "c",    "cough: mutes while held" },
	{ '`',             COMMAND_COUGH,             0, NULL,   NULL },
	{ 'a',             COMMAND_OUTPUT,            0, "a b x", "speak into A, B, C" },
	{ 'b',             COMMAND_OUTPUT,            1, NULL,   NULL },
	{ 'x',             COMMAND_OUTPUT,            2, NULL,   NULL },
	{ 'f',             COMMAND_FLOOR_KEY,         0, "f",    "hear the floor, or its relay" },
	{ '1',             COMMAND_DIGIT,             0, "1-9",  "hear that channel" },
	{ '2',             COMMAND_DIGIT,             1, NULL,   NULL },
	{ '3',             COMMAND_DIGIT,             2, NULL,   NULL },
	{ '4',             COMMAND_DIGIT,             3, NULL,   NULL },
	{ '5',             COMMAND_DIGIT,             4, NULL,   NULL },
	{ '6',             COMMAND_DIGIT,             5, NULL,   NULL },
	{ '7',             COMMAND_DIGIT,             6, NULL,   NULL },
	{ '8',             COMMAND_DIGIT,             7, NULL,   NULL },
	{ '9',             COMMAND_DIGIT,             8, NULL,   NULL },
	{ 'h',             COMMAND_HANDOVER,          0, "h",    "handover: offer, request, accept, now" },
	{ 'T',             COMMAND_TAKE,              0, "T",    "take the air without asking" },
	{ KEY_MAP_ESCAPE,  COMMAND_CANCEL,            0, "Esc",  "cancel: question, handover" },
	{ 's',             COMMAND_SLOW_DOWN,         0, "s",    "slow down: the speaker's lamp" },
	{ 'n',             COMMAND_CANNOT,            0, "n",    "cannot interpret, with a reason" },
	{ 'o',             COMMAND_CALL,              0, "o",    "call the operator" },
	{ KEY_MAP_ENTER,   COMMAND_CHAT,              0, "Enter", "write; Tab: to whom" },
	{ '[',             COMMAND_INCOMING_VOLUME,  -1, "[ ]",  "incoming softer, louder" },
	{ ']',             COMMAND_INCOMING_VOLUME,   1, NULL,   NULL },
	{ '-',             COMMAND_BOOTHMATE_VOLUME, -1, "- =",  "boothmate softer, louder" },
	{ '=',             COMMAND_BOOTHMATE_VOLUME,  1, NULL,   NULL },
	{ '{',             COMMAND_OWN_VOLUME,       -1, "{ }",  "own voice softer, louder" },
	{ '}',             COMMAND_OWN_VOLUME,        1, NULL,   NULL },
	{ ',',             COMMAND_BASS,             -1, ", .",  "bass less, more" },
	{ '.',             COMMAND_BASS,              1, NULL,   NULL },
	{ '<',             COMMAND_TREBLE,           -1, "< >",  "treble less, more" },
	{ '>',             COMMAND_TREBLE,            1, NULL,   NULL },
	{ 'r',             COMMAND_CONSENT,           0, "r",    "consent to recording, or not" },
	{ 'l',             COMMAND_LANGUAGE,          0, "l",    "what the floor speaks now" },
	{ 'e',             COMMAND_EXPORT,            0, "e",    "write hearing incidents as CSV" },
	{ '?',             COMMAND_HELP,              0, "?",    "these keys, and back" },
	{ 'q',             COMMAND_QUIT,              0, "q",    "leave" },
};
/* clang-format on */

const size_t key_row_count = sizeof key_rows / sizeof key_rows[0];

static const struct key_row *find(int key)
{
	for (size_t i = 0; i < key_row_count; i++)
		if (key_rows[i].key == key)
			return &key_rows[i];
	return NULL;
}

const struct key_row *key_row_of(int key)
{
	const struct key_row *row = find(key);
	if (row || key < 'A' || key > 'Z')
		return row;
	return find(key - 'A' + 'a');
}
