// Names the calling thread as Fluent Bit does: prctl() cuts at 15 characters, where pthread_setname_np() refuses.
#pragma once

#include <sys/prctl.h>

#include <string>

namespace host {

inline void set_thread_name(const std::string& name) { prctl(PR_SET_NAME, name.c_str()); }

}  // namespace host
