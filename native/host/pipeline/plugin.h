// What the pipeline asks of a plugin, be it a proxy DSO or built in. One object per instance.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace host {

class Input;
class Output;
class Custom;

// All calls come on the input's own thread; with `threaded off`, on the pipeline's.
class InputPlugin {
 public:
  virtual ~InputPlugin() = default;
  // Creates the collectors. -1 fails the start-up; with `threaded off` anything but 0 does (as in Fluent Bit,
  // where a proxy returns the id of its collector).
  virtual int init(Input& input) = 0;
  virtual void pre_run() {}
  virtual void pause() {}
  virtual void resume() {}
  // Also called, on a failed start-up, for inputs without a thread whose init() never ran.
  virtual void exit() {}
  virtual void* context() { return nullptr; }  // what collectors get as their last argument
  virtual bool threaded_by_default() const { return false; }
};

// init() and exit() on the pipeline's thread, flush() on the pipeline's or a worker's coroutine stack.
class OutputPlugin {
 public:
  virtual ~OutputPlugin() = default;
  virtual bool init(Output& output) = 0;
  virtual void pre_run() {}
  virtual int flush(Output& output, const void* data, std::size_t size, const std::string& tag) = 0;  // flb::Result
  virtual void exit() {}  // also when init() never ran
};

// On the pipeline's thread.
class CustomPlugin {
 public:
  virtual ~CustomPlugin() = default;
  virtual bool init(Custom& custom) = 0;
  virtual void exit() {}
};

}  // namespace host
