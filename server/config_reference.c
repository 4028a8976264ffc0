// SPDX-License-Identifier: Apache-2.0
#include "config_reference.h"

#include <string.h>

#include "config.h"
#include "config_table.h"
#include "config_value.h"

/* ---- the page ---- */

static void page_default(const struct config_key *k, FILE *out)
{
	if (k->fallback)
		fprintf(out, "`%s`", k->fallback);
	else
		fprintf(out, "%s", k->otherwise ? k->otherwise : "**must be there**");
}

static void page_key(const struct config_key *k, FILE *out)
{
	char allowed[CONFIG_ALLOWED_BYTES];
	config_value_allowed(k, allowed);
	fprintf(out, "| `%s` | %s | ", k->name, allowed);
	page_default(k, out);
	fprintf(out, " | %s%s%s%s |\n", k->help, k->option ? " On the command line: `" : "",
			k->option ? k->option : "", k->option ? "`." : "");
}

static void page_section(const struct config_section *s, FILE *out)
{
	fprintf(out, "\n## `%s`\n\n%s%s\n\n", s->name, s->help,
			s->list ? " A list; each element has these keys:" : "");
	fprintf(out, "| key | allowed | default | what |\n|---|---|---|---|\n");
	for (size_t i = 0; i < s->count; i++)
		page_key(&s->keys[i], out);
}

void config_reference_page(FILE *out)
{
	fprintf(out, "# The config file\n\n"
		     "Made by `tumen-server --config-reference` from the table that also reads the "
		     "file; do not edit.\n\n"
		     "`tumen-server -c FILE` reads one YAML file in UTF-8, at most 1 MiB. Every "
		     "section and every key with a\ndefault may be left out; without a file the "
		     "server has its built-in event, written out in\n[two-way-booths.yaml]"
		     "(../etc/two-way-booths.yaml). The other usual arrangement is in\n"
		     "[one-way-booths.yaml](../etc/one-way-booths.yaml).\n\n"
		     "A bad file is refused whole, with every problem in it as "
		     "`FILE:LINE: what is wrong; what is allowed`,\nand exit status 2. "
		     "`tumen-server --check-config -c FILE` does only that. What an option on the "
		     "command line\nsays goes before what the file says.\n");
	for (int i = 0; i < SECTION_COUNT; i++)
		page_section(&config_sections[i], out);
}

/* ---- the terminal ---- */

static void terminal_key(const struct config_section *s, const struct config_key *k, FILE *out)
{
	char allowed[CONFIG_ALLOWED_BYTES];
	config_value_allowed(k, allowed);
	fprintf(out, "  %s%s.%s: %s", s->name, s->list ? "[]" : "", k->name, allowed);
	if (k->fallback)
		fprintf(out, " [%s]", k->fallback);
	fprintf(out, "\n");
}

void config_reference_keys(FILE *out)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		for (size_t key = 0; key < config_sections[i].count; key++)
			terminal_key(&config_sections[i], &config_sections[i].keys[key], out);
}
