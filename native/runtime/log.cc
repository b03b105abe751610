#include "log.h"

#include "core/log_lines.h"

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
  size_t dropped = 0;
  for (const std::string& line : LogLines(text)) dropped += !queue_.Push(level, prefix + line);
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
