// One [OUTPUT]: flushes on the pipeline's thread, or on `workers` threads, always on a coroutine's small stack.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "loop/coroutine.h"
#include "pipeline/instance.h"
#include "pipeline/output_worker.h"
#include "pipeline/pipeline.h"
#include "pipeline/plugin.h"
#include "pipeline/task.h"
#include "version.h"

namespace host {

class Output : public Instance {
 public:
  static constexpr int kRetryForever = -1;

  // `event_type`: bits of what the plugin takes; 0 means logs.
  Output(std::string plugin, int id, std::unique_ptr<OutputPlugin> implementation, const Version& version,
         const void* config_map, int event_type);
  ~Output() override;

  bool set(const std::string& key, const std::string& value) override;
  bool check() const;

  // Pipeline thread.
  bool init(Pipeline& pipeline);
  void pre_run() { implementation_->pre_run(); }
  void flush(Task& task);  // answers through Pipeline::flushed(), later
  void exit();             // waits for the workers' flushes

  bool matches(const std::string& tag) const;
  bool has_match() const { return !match_.empty(); }
  void set_match(const std::string& match) { match_ = match; }
  int retry_limit() const { return retry_limit_; }

  // Any thread: one flush on `coroutine`, with buffers that are poisoned and freed when it returns.
  int run_flush(const Task& task, Coroutine* coroutine);
  Pipeline* pipeline() const { return pipeline_; }

 private:
  bool set_retry_limit(const std::string& value);

  std::unique_ptr<OutputPlugin> implementation_;
  const Version& version_;
  const void* config_map_;
  int event_type_;
  std::string match_;
  int retry_limit_ = 1;
  int workers_ = 0;
  std::size_t next_worker_ = 0;
  Pipeline* pipeline_ = nullptr;
  std::unique_ptr<Coroutine> coroutine_;  // the pipeline's own; unused with workers
  std::vector<std::unique_ptr<OutputWorker>> threads_;
};

// Fluent Bit's tag matching: `*` stands for any text.
bool tag_matches(const std::string& tag, const std::string& pattern);

}  // namespace host
