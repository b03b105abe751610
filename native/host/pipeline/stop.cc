// How the engine ends: pause, wait for what is on its way, pause again, exit in Fluent Bit's order.
//
// Fluent Bit looks once a second whether all is flushed. The host does not wait for the tick: it goes on as soon as
// every input has handled its Pause and nothing is left, but never later than `grace` seconds.
#include "log.h"
#include "pipeline/engine.h"

namespace host {

void Engine::begin_stop(int grace) {
  if (stopping_) return;  // a second signal
  stopping_ = true;
  flush();
  if (grace >= 0) {
    log_warn("[engine] service will shutdown in max %u seconds", static_cast<unsigned>(grace));
    if (grace > 0) loop_.every(std::chrono::seconds(grace), [this] { end_stop(); });
  } else {
    log_warn("[engine] service will shutdown when all remaining tasks are flushed");
  }
  delivery_->hurry();
  if (service_.settings().version.stop_ingestion()) log_info("[engine] pausing all inputs..");
  ingestion_active_ = false;
  pause_all();
  barriers_ = service_.inputs().size();
  for (const auto& input : service_.inputs()) {
    input->barrier([this] {
      --barriers_;
      check_stopped();
    });
  }
  if (grace == 0) loop_.post([this] { end_stop(); });
}

void Engine::pause_all() {
  for (std::size_t i = 0; i < service_.inputs().size(); ++i) {
    if (i != failed_input_) service_.inputs()[i]->pause();
  }
}

void Engine::check_stopped() {
  if (!stopping_ || !running_ || barriers_ > 0) return;
  drain_rings();
  flush();
  if (delivery_->tasks() == 0 && chunks_.empty()) end_stop();
}

void Engine::end_stop() {
  if (!running_) return;
  if (!chunks_.empty()) log_info("[engine] pending chunk count: memory=%zu, filesystem=0", chunks_.size());
  log_info("[engine] service has stopped (%zu pending tasks)", delivery_->tasks());
  running_ = false;
}

// Also after a failed start, and then as in Fluent Bit for instances whose Init never ran.
void Engine::exit_all() {
  ingestion_active_ = false;
  pause_all();
  http_.reset();
  for (const auto& filter : service_.filters()) filter->exit(config());
  for (std::size_t i = 0; i < service_.outputs().size(); ++i) {
    if (i != failed_output_) service_.outputs()[i]->exit();
  }
  for (std::size_t i = 0; i < service_.customs().size(); ++i) {
    if (i != failed_custom_) service_.customs()[i]->exit();
  }
  for (std::size_t i = service_.inputs().size(); i-- > 0;) {
    if (i != failed_input_) service_.inputs()[i]->exit();
  }
}

}  // namespace host
