// What V8 has compiled of a bundle, for the next Worker that runs it: of another instance, or after a restart.
#pragma once

#include <napi.h>

#include <string_view>

namespace flbnode {

// What was kept for `bundle`, as a Uint8Array; undefined when nothing was. V8 itself refuses what does not fit.
Napi::Value KeptCode(Napi::Env env, std::string_view bundle);

// `compiled` is the function that vm.compileFunction() made of `bundle`, which stays where it is for the life of the
// process. Does nothing where there is code of it already.
void KeepCode(const Napi::Function& compiled, std::string_view bundle);

}  // namespace flbnode
