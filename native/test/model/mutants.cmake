# Bugs that the model has to find: a line of the runtime's is replaced, and the run has to end with the property's name.
#
# flbnode_mutant(NAME FILE FROM TO VIOLATES): FILE below native/; FROM stands in it; VIOLATES is a regular expression.
function(flbnode_mutant name file from to violates)
  set(original "${PROJECT_SOURCE_DIR}/native/${file}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${original}")
  file(READ "${original}" text)
  string(REPLACE "${from}" "${to}" mutated "${text}")
  if(mutated STREQUAL text)
    message(FATAL_ERROR "mutants.cmake: ${file} no longer has the line that \"${name}\" replaces:\n${from}")
  endif()
  cmake_path(GET file FILENAME filename)
  set(copy "${CMAKE_CURRENT_BINARY_DIR}/mutants/${name}/${filename}")
  file(CONFIGURE OUTPUT "${copy}" CONTENT "${mutated}" @ONLY)
  set(target flbnode-model-${name})
  add_executable(${target} "${copy}"
    "$<FILTER:$<TARGET_OBJECTS:flbnode-model-objects>,EXCLUDE,/${filename}\\.o$>")
  cmake_path(GET original PARENT_PATH folder)
  target_include_directories(${target} PRIVATE "${folder}")
  target_compile_options(${target} PRIVATE -w)
  target_link_libraries(${target} PRIVATE flbnode_model)
  add_test(NAME model/finds/${name} COMMAND ${target})
  set_tests_properties(model/finds/${name} PROPERTIES PASS_REGULAR_EXPRESSION "violated: [^\n]*(${violates})")
endfunction()

flbnode_mutant(attach-without-look runtime/worker_link.cc
  "  if (!mailbox_.empty()) Wake();"
  ""
  "waits for ever|nothing but its time-out")
flbnode_mutant(phase-without-wake core/lifecycle.cc
  "  changed_.notify_all();"
  ""
  "a wake-up is lost")
flbnode_mutant(last-answer-counts core/flush_table.cc
  "if (found == flushes_.end() || found->second.status.has_value()) return;"
  "if (found == flushes_.end()) return;"
  "the answer to a flush has changed")
flbnode_mutant(answer-without-wake core/flush_table.cc
  "  answered_.notify_all();"
  ""
  "a wake-up is lost")
flbnode_mutant(open-without-worker runtime/worker_link.cc
  "flushes_.AnswerAll(Status::kRetry, true);"
  "flushes_.AnswerAll(Status::kRetry, false);"
  "nothing but its time-out")
flbnode_mutant(shut-after-restart runtime/worker_link.cc
  "  flushes_.Reopen();"
  ""
  "waits for ever")
flbnode_mutant(start-for-the-dead runtime/worker_link.cc
  "  // Until the phase has changed: a PreRun that comes in between would leave `start` in the mailbox for the next Worker,
  // which would get it before it is ready, and once more when it is.
  std::lock_guard<Mutex> lock(start_mutex_);"
  ""
  "`start` came")
flbnode_mutant(start-without-lock runtime/worker_link.cc
  "  std::lock_guard<Mutex> lock(start_mutex_);
  if (started_) return;"
  "  if (started_) return;"
  "`start` came twice|waits for ever")
flbnode_mutant(host-not-forgotten runtime/instance.cc
  "  host_.Forget();"
  ""
  "the host was called after Exit")
flbnode_mutant(one-for-all-tags runtime/instance_chunks.cc
  "    if (ordered && phase != Phase::kFailed) return each;"
  "    return worker(0);"
  "one crash, and two flushes")
flbnode_mutant(first-alone-is-cancelled runtime/instance.cc
  "  for (size_t i = 0; i < worker_count_; ++i) worker(i).Cancel();"
  "  worker(0).Cancel();"
  "waits for ever|nothing but its time-out")
flbnode_mutant(first-alone-is-awaited runtime/instance.cc
  "if (phase != Phase::kStarting) ++i;"
  "if (phase != Phase::kStarting) break;"
  "Init returned before")
flbnode_mutant(answers-out-of-order runtime/instance_chunks.cc
  "    if (length > 0) memcpy(at,"
  "    if (length > 0) memcpy(joined.data.get(),"
  "a filter's parts")
flbnode_mutant(room-looked-at-first core/ring.cc
  "  tail().store(end, std::memory_order_seq_cst);"
  "  const bool waits = waiting().exchange(0) != 0;
  tail().store(end);
  if (true) return waits;"
  "waits for ever")
flbnode_mutant(pause-in-two-steps core/ring.cc
  "head().fetch_or(kPaused, std::memory_order_seq_cst);"
  "head().store(head().load() | kPaused);"
  "waits for ever|accepted after Pause|neither arrived")
flbnode_mutant(sleep-without-look runtime/instance_input.cc
  "  if (MayHandOver() && pending_.empty() && !ring_->empty()) WakeHost();"
  ""
  "waits for ever")
flbnode_mutant(descriptor-closed-early runtime/instance_input.cc
  "if (collector_fd_ != -1 && phase == Phase::kEnded) close(collector_fd_);"
  "if (collector_fd_ != -1) close(collector_fd_);"
  "used after it was closed")
