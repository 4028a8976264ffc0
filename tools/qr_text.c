// SPDX-License-Identifier: Apache-2.0
#include "tools/qr_text.h"

#include <errno.h>
#include <stdbool.h>

#include <qrencode.h>

enum { QUIET = 4 }; /* light modules on each side */

static bool is_dark(const QRcode *code, int x, int y)
{
	bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
	return inside && (code->data[y * code->width + x] & 1);
}

/* Medium: readable with 15 % of it hidden by a glare. */
static QRcode *encode(const char *text)
{
	return QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
}

int qr_text_draw(FILE *out, const char *text)
{
	QRcode *code = encode(text);
	if (!code)
		return -errno;

	/* upper half, lower half: 0 light, 1 dark */
	static const char *const blocks[2][2] = { { " ", "▄" }, { "▀", "█" } };
	for (int y = -QUIET; y < code->width + QUIET; y += 2) {
		fputs("\033[30;107m", out); /* black on bright white */
		for (int x = -QUIET; x < code->width + QUIET; x++)
			fputs(blocks[is_dark(code, x, y)][is_dark(code, x, y + 1)], out);
		fputs("\033[0m\n", out);
	}
	QRcode_free(code);
	return 0;
}

int qr_text_rows(char rows[static QR_SIDE_MAX][QR_SIDE_MAX + 1], const char *text)
{
	QRcode *code = encode(text);
	if (!code)
		return -errno;
	int side = code->width;
	for (int y = 0; y < side; y++) {
		for (int x = 0; x < side; x++)
			rows[y][x] = is_dark(code, x, y) ? '1' : '0';
		rows[y][side] = '\0';
	}
	QRcode_free(code);
	return side;
}
