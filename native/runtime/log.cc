#include "log.h"

#include <algorithm>

namespace flbnode {

Log& Log::Get() {
  // Never destroyed: Node's threads may log until the process has gone.
  static Log* const log = new Log();
  return *log;
}

Log::Carrier::Carrier() { ++Log::Get().carriers_; }

// In this order: a line that is pushed meanwhile is printed by one side or by both, and never by neither.
Log::Carrier::~Carrier() {
  --Log::Get().carriers_;
  Log::Get().Print();
}

void Log::SetPrinter(Printer printer) { printer_.store(printer); }

size_t Log::Push(int level, const std::string& prefix, const std::string& text) {
  // Room for the host's own time stamp and level within its 4 KiB.
  constexpr size_t kLongest = 3500;
  size_t from = 0;
  size_t dropped = 0;
  while (from <= text.size()) {
    size_t to = text.find('\n', from);
    if (to == std::string::npos) to = text.size();
    for (size_t at = from; at < to || at == from; at += kLongest) {
      if (to == at && from != 0) continue;
      if (!queue_.Push(level, prefix + text.substr(at, std::min(kLongest, to - at)))) ++dropped;
    }
    from = to + 1;
  }
  if (carriers_ == 0) Print();
  return dropped;
}

void Log::Print() {
  Printer print = printer_.load();
  if (print == nullptr) return;
  std::lock_guard<std::mutex> lock(printing_);
  size_t dropped = 0;
  for (const LogLine& line : queue_.TakeAll(&dropped)) print(line.level, nullptr, 0, "%s", line.text.c_str());
  if (dropped > 0) {
    print(flb::kLogWarn, nullptr, 0, "[fluent-bit-node] %zu log lines lost: more came than Fluent Bit's threads took",
          dropped);
  }
}

}  // namespace flbnode
