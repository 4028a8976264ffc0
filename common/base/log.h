// SPDX-License-Identifier: Apache-2.0
/*
 * One event, one line on standard error: time, level, area, then words and key=value pairs.
 * Set-up, control and net log; the tick and the PortAudio callbacks count instead.
 *
 * Thread: any but real-time ones; each line is one write().
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above this level are left out. Default LOG_LEVEL_INFO. Before threads start. */
void log_set_level(enum log_level level);

/* One line, cut at 1,000 bytes. Control characters and newlines in arguments become '?', so that
 * nobody outside can forge a line. */
__attribute__((format(printf, 3, 4))) void log_line(enum log_level level, const char *area,
		const char *format, ...);

#define log_error(area, ...) log_line(LOG_LEVEL_ERROR, area, __VA_ARGS__)
#define log_warning(area, ...) log_line(LOG_LEVEL_WARNING, area, __VA_ARGS__)
#define log_info(area, ...) log_line(LOG_LEVEL_INFO, area, __VA_ARGS__)
#define log_debug(area, ...) log_line(LOG_LEVEL_DEBUG, area, __VA_ARGS__)

#endif
