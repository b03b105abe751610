// Log lines as Fluent Bit prints them, to stderr. Any thread; each line is one write(2).
#pragma once

#include <cstdarg>

#define HOST_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

namespace host {

// Level numbers are flb::LogLevel's; 0 is "off". `milliseconds` as in the acted version.
void log_setup(int level, bool milliseconds);
int log_level();

// Prints without looking at the level, as the real flb_log_print does: callers check.
void log_print(int level, const char* fmt, va_list args);

void log_error(const char* fmt, ...) HOST_PRINTF(1, 2);
void log_warn(const char* fmt, ...) HOST_PRINTF(1, 2);
void log_info(const char* fmt, ...) HOST_PRINTF(1, 2);
void log_debug(const char* fmt, ...) HOST_PRINTF(1, 2);

}  // namespace host
