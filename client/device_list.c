// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* RTLD_DEFAULT, strcasestr */
#include "device_list.h"

#include <dlfcn.h>
#include <errno.h>
#include <portaudio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- chatter ---- */

static void ignore_alsa(const char *file, int line, const char *function, int err,
		const char *format, ...)
{
	(void)file, (void)line, (void)function, (void)err, (void)format;
}

static void ignore_jack(const char *text)
{
	(void)text;
}

/* PortAudio has brought these libraries along, or not: asked for by name, so that we need not link
 * what it may have been built without. POSIX lets a void pointer carry a function's address. */
static void hush_alsa(void)
{
	typedef int set_handler(void (*)(const char *, int, const char *, int, const char *, ...));
	void *symbol = dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler");
	set_handler *set;
	memcpy(&set, &symbol, sizeof set);
	if (set)
		set(ignore_alsa);
}

static void hush_jack(const char *name)
{
	typedef void set_function(void (*)(const char *));
	void *symbol = dlsym(RTLD_DEFAULT, name);
	set_function *set;
	memcpy(&set, &symbol, sizeof set);
	if (set)
		set(ignore_jack);
}

/* ---- opening ---- */

/* Whether ALSA's configuration has a default device; where PortAudio brought no ALSA along, that is
 * not the question. PortAudio then goes on with the very tree that is read here. */
static bool has_default_pcm(void)
{
	typedef int update(void);
	typedef int search(void *config, const char *key, void **result);
	void *update_symbol = dlsym(RTLD_DEFAULT, "snd_config_update");
	void *search_symbol = dlsym(RTLD_DEFAULT, "snd_config_search");
	void **tree = dlsym(RTLD_DEFAULT, "snd_config");
	if (!update_symbol || !search_symbol || !tree)
		return true;
	update *read_config;
	search *find;
	memcpy(&read_config, &update_symbol, sizeof read_config);
	memcpy(&find, &search_symbol, sizeof find);
	void *found;
	return read_config() >= 0 && *tree && find(*tree, "pcm.default", &found) >= 0;
}

const char *device_list_words(int error)
{
	const PaHostErrorInfo *host = Pa_GetLastHostErrorInfo();
	if (error == paUnanticipatedHostError && host && host->errorText[0])
		return host->errorText;
	return Pa_GetErrorText(error);
}

int device_list_open(char *trouble, size_t capacity)
{
	hush_alsa();
	hush_jack("jack_set_error_function");
	hush_jack("jack_set_info_function");
	if (!has_default_pcm()) {
		snprintf(trouble, capacity,
				"ALSA's configuration names no default device (alsa.conf, "
				"asound.conf, .asoundrc)");
		return -EIO;
	}
	PaError err = Pa_Initialize();
	if (err)
		snprintf(trouble, capacity, "the sound system does not start: %s",
				device_list_words(err));
	return err ? -EIO : 0;
}

/* ---- printing ---- */

static int channels_of(const PaDeviceInfo *d, bool input)
{
	return input ? d->maxInputChannels : d->maxOutputChannels;
}

static void print_device(FILE *out, int index)
{
	const PaDeviceInfo *d = Pa_GetDeviceInfo(index);
	const char *api = Pa_GetHostApiInfo(d->hostApi)->name;
	double latency_s = d->maxInputChannels ? d->defaultLowInputLatency
					       : d->defaultLowOutputLatency;
	fprintf(out, "%4d  %-32s %-8s %4d%s %5d%s %9.0f %8.1f\n", index, d->name, api,
			d->maxInputChannels, index == Pa_GetDefaultInputDevice() ? "*" : " ",
			d->maxOutputChannels, index == Pa_GetDefaultOutputDevice() ? "*" : " ",
			d->defaultSampleRate, latency_s * 1000);
}

int device_list_print(FILE *out)
{
	int count = Pa_GetDeviceCount();
	if (count <= 0)
		return 0;
	fprintf(out, "%4s  %-32s %-8s %5s %6s %9s %8s\n", "", "name", "through", "in ", "out ",
			"rate Hz", "least ms");
	for (int i = 0; i < count; i++)
		print_device(out, i);
	fprintf(out, "* is the default\n");
	return count;
}

/* ---- finding ---- */

static const char *word(bool input)
{
	return input ? "input" : "output";
}

static int find_default(bool input, char *trouble, size_t capacity)
{
	int index = input ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
	if (index != paNoDevice)
		return index;
	snprintf(trouble, capacity, "this machine has no sound %s; --list-devices shows all",
			word(input));
	return -ENODEV;
}

static int find_index(const char *wanted, bool input, char *trouble, size_t capacity)
{
	long index = strtol(wanted, NULL, 10);
	if (strlen(wanted) < 6 && index < Pa_GetDeviceCount() &&
			channels_of(Pa_GetDeviceInfo((int)index), input) > 0)
		return (int)index;
	snprintf(trouble, capacity, "device %s is no sound %s; --list-devices shows all", wanted,
			word(input));
	return -ENODEV;
}

static int find_name(const char *wanted, bool input, char *trouble, size_t capacity)
{
	int found = -1;
	int fits = 0;
	for (int i = 0; i < Pa_GetDeviceCount(); i++) {
		const PaDeviceInfo *d = Pa_GetDeviceInfo(i);
		if (channels_of(d, input) < 1)
			continue;
		if (strcasecmp(d->name, wanted) == 0)
			return i;
		if (!strcasestr(d->name, wanted))
			continue;
		if (fits++ == 0)
			found = i;
	}
	if (fits == 1)
		return found;
	if (fits == 0)
		snprintf(trouble, capacity,
				"there is no sound %s named \"%s\"; --list-devices shows all",
				word(input), wanted);
	else
		snprintf(trouble, capacity,
				"%d sound %ss have \"%s\" in their name; give the number that "
				"--list-devices shows",
				fits, word(input), wanted);
	return fits == 0 ? -ENODEV : -ENOTUNIQ;
}

int device_list_find(const char *wanted, bool input, char *trouble, size_t capacity)
{
	if (!wanted || !wanted[0])
		return find_default(input, trouble, capacity);
	if (strspn(wanted, "0123456789") == strlen(wanted))
		return find_index(wanted, input, trouble, capacity);
	return find_name(wanted, input, trouble, capacity);
}
