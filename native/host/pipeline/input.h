// One [INPUT]: its thread, its collectors, the way of its data into the pipeline.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pipeline/collector.h"
#include "pipeline/input_thread.h"
#include "pipeline/instance.h"
#include "pipeline/pipeline.h"
#include "pipeline/plugin.h"
#include "pipeline/ring.h"
#include "version.h"

namespace host {

class Input : public Instance {
 public:
  Input(std::string plugin, int id, std::unique_ptr<InputPlugin> implementation, const Version& version,
        const void* config_map);
  ~Input() override;

  bool set(const std::string& key, const std::string& value) override;
  bool check() const;  // the properties against the plugin's config_map

  // Pipeline thread, in this order.
  bool init(Pipeline& pipeline);
  void pre_run();           // inputs without a thread only: the others do it after start_collectors()
  void start_collectors();
  bool pause();             // false, and nothing, while paused by mem_buf_limit
  void resume();
  void barrier(std::function<void()> done);  // `done`, on the pipeline, when the thread has handled what came before
  void exit();

  // The input's own thread. `tag` may be NULL. 0, or -1 when the ring stays full or the input is paused.
  int append(const char* tag, std::size_t tag_size, const void* data, std::size_t size, std::size_t records);

  // Pipeline thread: the bytes that wait or are in flight, and the pause that `mem_buf_limit` makes of them.
  void add_bytes(std::size_t size);
  void release_bytes(std::size_t size, bool may_resume);
  bool over_limit_paused() const { return limit_paused_; }

  bool threaded() const { return threaded_; }
  const std::string& tag() const { return tag_; }
  Pipeline* pipeline() const { return pipeline_; }
  InputPlugin& implementation() { return *implementation_; }
  Collectors& collectors() { return collectors_; }
  Ring& ring() { return ring_; }

 private:
  bool set_core(const std::string& key, const std::string& value, bool* known);

  std::unique_ptr<InputPlugin> implementation_;
  const Version& version_;
  const void* config_map_;
  bool threaded_;
  std::string tag_;
  std::size_t limit_ = 0;  // mem_buf_limit; 0: none
  std::size_t bytes_ = 0;
  bool limit_paused_ = false;
  Pipeline* pipeline_ = nullptr;
  Collectors collectors_;
  Ring ring_;
  std::unique_ptr<InputThread> thread_;
};

}  // namespace host
