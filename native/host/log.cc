#include "log.h"

#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdio>

#include "fluent_bit_abi.h"

namespace host {
namespace {

constexpr std::size_t kLineMax = 4096 - sizeof(std::size_t);  // Fluent Bit cuts longer lines here

std::atomic<int> g_level{flb::kLogInfo};
std::atomic<bool> g_milliseconds{true};

struct Title {
  const char* text;
  const char* color;
};

Title title_of(int level) {
  switch (level) {
    case flb::kLogError: return {"error", "\033[91m"};
    case flb::kLogWarn: return {"warn", "\033[93m"};
    case flb::kLogInfo: return {"info", "\033[92m"};
    case flb::kLogDebug: return {"debug", "\033[93m"};
    case flb::kLogTrace: return {"trace", "\033[94m"};
    default: return {"unknown", ""};
  }
}

int header(char* out, std::size_t size, int level) {
  static const bool color = isatty(STDERR_FILENO) != 0;
  const Title title = title_of(level);
  const char* bold = color ? "\033[1m" : "";
  const char* reset = color ? "\033[0m" : "";
  timeval now;
  gettimeofday(&now, nullptr);
  tm t;
  localtime_r(&now.tv_sec, &t);
  char fraction[8] = "";
  if (g_milliseconds) std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(now.tv_usec / 1000) % 1000);
  return std::snprintf(out, size, "%s[%s%i/%02i/%02i %02i:%02i:%02i%s%s]%s [%s%5s%s] ", bold, reset, t.tm_year + 1900,
                       t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, fraction, bold, reset,
                       color ? title.color : "", title.text, reset);
}

void log_at(int level, const char* fmt, va_list args) {
  if (g_level >= level) log_print(level, fmt, args);
}

}  // namespace

void log_setup(int level, bool milliseconds) {
  g_level = level;
  g_milliseconds = milliseconds;
}

int log_level() { return g_level; }

void log_print(int level, const char* fmt, va_list args) {
  char line[kLineMax];
  std::size_t n = static_cast<std::size_t>(header(line, sizeof line, level));
  const int body = std::vsnprintf(line + n, sizeof line - n - 1, fmt, args);
  if (body < 0) return;
  n = std::min(n + static_cast<std::size_t>(body), sizeof line - 2);
  line[n++] = '\n';
  if (write(STDERR_FILENO, line, n) < 0) return;  // nowhere to complain to
}

#define HOST_LOG_AT(name, level)      \
  void name(const char* fmt, ...) {   \
    va_list args;                     \
    va_start(args, fmt);              \
    log_at(level, fmt, args);         \
    va_end(args);                     \
  }
HOST_LOG_AT(log_error, flb::kLogError)
HOST_LOG_AT(log_warn, flb::kLogWarn)
HOST_LOG_AT(log_info, flb::kLogInfo)
HOST_LOG_AT(log_debug, flb::kLogDebug)
#undef HOST_LOG_AT

}  // namespace host
