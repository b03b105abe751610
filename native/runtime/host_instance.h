// What Fluent Bit knows of one plugin instance: its properties, log level, name and metrics context.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/batch.h"
#include "core/sync.h"
#include "fluent_bit_abi.h"
#include "host_signals.h"

namespace flbnode {

// "input", "output", "filter", "custom".
const char* TypeName(flb::PluginType type);

// Valid from Init to Exit. Fluent Bit frees the instance soon after Exit, so every look-up goes through a lock and
// Forget() ends them: a Worker that outlives its Exit (it hangs) can ask, and gets nothing.
class HostInstance {
 public:
  // During Init, on Fluent Bit's thread.
  explicit HostInstance(const flb::Plugin& plugin, flb::PluginType type);

  // Any thread. Answers are remembered, so that a restarted Worker gets what the first one got.
  std::optional<std::string> Property(const std::string& key);

  flb::PluginType type() const { return type_; }
  // "in-dummy.0", or the alias.
  const std::string& name() const { return name_; }
  // What log_level lets through, read once: it does not change while the instance lives.
  int log_level() const { return log_level_; }
  // Null for customs and filters (Fluent Bit has no getter for theirs), and after Forget().
  void* cmetrics() const;
  // Does this host have the function that Append needs? All known ones do.
  static bool can_append();
  // And those for metrics, and for traces?
  static bool can_append_metrics();
  static bool can_append_traces();
  // Hands a batch to the engine, on the input's own thread.
  Appended Append(Batch& batch);
  // Has `callback` called on the input's own thread when `fd` can be read. During Init, on a threaded input: elsewhere
  // Fluent Bit would use the configuration that we do not have. False: this host or this thread has no such thing.
  bool Watch(int fd, int (*callback)(void* ins, void* config, void* context));
  // Has Fluent Bit stopped its inputs for good? Asked with the collector of Watch, on the input's own thread; true where
  // there is none, or the host cannot say.
  bool IsEnding();
  // Does Append only put records into a ring, which Fluent Bit reads later, and can RecordsRead tell how far? After Watch.
  bool counts_reads() const;
  // How many records Fluent Bit has read from that ring, by its own metric. Nothing when that is not known.
  std::optional<uint64_t> RecordsRead();
  // Has Fluent Bit's pipeline woken by every append. During Init, before Fluent Bit registers its ring.
  void WakeRing();

  // At Exit.
  void Forget();

 private:
  mutable Mutex mutex_;
  void* instance_;
  const flb::PluginType type_;
  // By value: the table is freed with the DSO's registration.
  const char* (*get_property_)(const char* key, void* ins) = nullptr;
  void* (*get_cmt_)(void* ins) = nullptr;
  // See host_signals.h. Fluent Bit 4.0.3 and later, as far as its structures tell.
  bool trace_append_takes_over_ = false;
  // Watch's; -1: none.
  int collector_ = -1;
  std::string name_;
  int log_level_ = flb::kLogInfo;
  std::unordered_map<std::string, std::optional<std::string>> properties_;
};

}  // namespace flbnode
