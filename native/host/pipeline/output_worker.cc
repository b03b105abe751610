#include "pipeline/output_worker.h"

#include "fluent_bit_abi.h"
#include "loop/sched.h"
#include "loop/thread_name.h"
#include "pipeline/output.h"

namespace host {

OutputWorker::OutputWorker(Output& output, int number, std::size_t stack_size)
    : output_(output), number_(number), coroutine_(stack_size), thread_([this] { main(); }) {}

void OutputWorker::flush(Task& task) {
  loop_.post([this, &task] {
    const int result = output_.run_flush(task, &coroutine_);
    Output& output = output_;  // the worker may be gone before the pipeline gets to it
    output.pipeline()->loop().post([&output, &task, result] { output.pipeline()->flushed(output, task, result); });
  });
}

void OutputWorker::stop() {
  if (!thread_.joinable()) return;
  loop_.post([this] {
    output_.log(flb::kLogInfo, "thread worker #%i stopping...", number_);
    running_ = false;
  });
  thread_.join();
  output_.log(flb::kLogInfo, "thread worker #%i stopped", number_);
}

void OutputWorker::main() {
  set_thread_name("flb-out-" + output_.name() + "-w" + std::to_string(number_));
  Sched sched(&loop_, output_.pipeline()->config());
  Sched::set_current(&sched);
  output_.log(flb::kLogInfo, "worker #%i started", number_);
  while (running_) loop_.run_once();
  Sched::set_current(nullptr);
}

}  // namespace host
