// What inputs and outputs ask of the engine that runs them.
#pragma once

#include <memory>
#include <string>

#include "loop/event_loop.h"
#include "pipeline/ring.h"

namespace host {

class Input;
class Output;
struct Task;

class Pipeline {
 public:
  virtual EventLoop& loop() = 0;
  virtual void* config() = 0;                                     // the opaque struct flb_config of callbacks
  virtual void ring_signal() = 0;                                 // any thread
  virtual bool ingestion_active() const = 0;                      // any thread; false from the stop on
  virtual int append(Input& input, RawChunk chunk) = 0;           // pipeline thread; 0 or -1
  virtual void flushed(Output& output, Task& task, int result) = 0;  // pipeline thread

 protected:
  ~Pipeline() = default;
};

}  // namespace host
