# Finds Node's shared library (18, 20, 22 or 24) with the headers of exactly that Node. Looks into
#
#   1. LIBNODE_DIR, a CMake or environment variable: a prefix with include/node/node.h and lib/libnode.so
#   2. the system: libnode-dev
#   3. .deps/, where tools/setup.mjs unpacks it if the package manager cannot install it
#
# the same places, in the same order, as tools/lib/libnode.mjs. Defines the target LibNode::LibNode,
# LibNode_VERSION, LibNode_ABI, LibNode_LIBRARY, LibNode_INCLUDE_DIR and LibNode_RUNTIME_LIBRARIES.
include(FindPackageHandleStandardArgs)

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _libnode_root)

# Headers and library of one prefix; the library's name carries the ABI number that the headers state. NodeSource's
# nodejs has headers in /usr/include/node and no library: they must not be taken for those of another libnode.
function(_libnode_try prefix names)
  if(NOT EXISTS "${prefix}/include/node/node.h" OR NOT EXISTS "${prefix}/include/node/node_version.h")
    return()
  endif()
  file(READ "${prefix}/include/node/node_version.h" text)
  foreach(part MAJOR_VERSION MINOR_VERSION PATCH_VERSION MODULE_VERSION)
    string(REGEX MATCH "#define NODE_${part} ([0-9]+)" ignored "${text}")
    set(${part} "${CMAKE_MATCH_1}")
  endforeach()

  list(TRANSFORM names REPLACE "ABI" "${MODULE_VERSION}")
  foreach(folder lib lib64 "lib/${CMAKE_LIBRARY_ARCHITECTURE}")
    foreach(name IN LISTS names)
      if(NOT EXISTS "${prefix}/${folder}/${name}")
        continue()
      endif()
      file(REAL_PATH "${prefix}/${folder}/${name}" library)
      if(library MATCHES "\\.so\\.([0-9]+)$" AND NOT CMAKE_MATCH_1 STREQUAL MODULE_VERSION)
        continue()
      endif()
      set(LibNode_LIBRARY "${library}" PARENT_SCOPE)
      set(LibNode_INCLUDE_DIR "${prefix}/include/node" PARENT_SCOPE)
      set(LibNode_VERSION "${MAJOR_VERSION}.${MINOR_VERSION}.${PATCH_VERSION}" PARENT_SCOPE)
      set(LibNode_ABI "${MODULE_VERSION}" PARENT_SCOPE)
      set(_libnode_prefix "${prefix}" PARENT_SCOPE)
      return()
    endforeach()
  endforeach()
endfunction()

unset(LibNode_LIBRARY)
if(NOT LIBNODE_DIR AND DEFINED ENV{LIBNODE_DIR})
  set(LIBNODE_DIR "$ENV{LIBNODE_DIR}")
endif()
if(LIBNODE_DIR)
  cmake_path(ABSOLUTE_PATH LIBNODE_DIR NORMALIZE OUTPUT_VARIABLE _libnode_own)
  _libnode_try("${_libnode_own}" "libnode.so.ABI;libnode.so")
else()
  _libnode_try("/usr" "libnode.so") # the link comes with the headers' package: without it they are another Node's
  if(NOT LibNode_LIBRARY)
    _libnode_try("${_libnode_root}/.deps/usr" "libnode.so.ABI")
  endif()
endif()

find_package_handle_standard_args(LibNode
  REQUIRED_VARS LibNode_LIBRARY LibNode_INCLUDE_DIR
  VERSION_VAR LibNode_VERSION
  REASON_FAILURE_MESSAGE "no libnode with its headers: run `node ${_libnode_root}/tools/setup.mjs`")

# What tools/build.mjs compares, to configure anew when another libnode is to be used.
set(FLB_NODE_LIBNODE "${LibNode_LIBRARY}" CACHE INTERNAL "The libnode in use")

if(LibNode_FOUND AND NOT TARGET LibNode::LibNode)
  add_library(LibNode::LibNode SHARED IMPORTED)
  set_target_properties(LibNode::LibNode PROPERTIES
    IMPORTED_LOCATION "${LibNode_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibNode_INCLUDE_DIR}")

  cmake_path(GET LibNode_LIBRARY PARENT_PATH _libnode_folder)

  # Debian's libnode uses Debian's libuv; Node's own `configure --shared` has it inside, its header among Node's.
  if(NOT EXISTS "${LibNode_INCLUDE_DIR}/uv.h" OR EXISTS "${_libnode_prefix}/include/uv.h")
    find_path(_libnode_uv_include uv.h HINTS "${_libnode_prefix}/include" NO_CACHE REQUIRED)
    # libuv.so is a link that may point to a library that was not unpacked: then the installed one.
    find_library(_libnode_uv NAMES uv libuv.so.1 HINTS "${_libnode_folder}" NO_CACHE REQUIRED)
    set_property(TARGET LibNode::LibNode APPEND PROPERTY INTERFACE_INCLUDE_DIRECTORIES "${_libnode_uv_include}")
    set_property(TARGET LibNode::LibNode APPEND PROPERTY INTERFACE_LINK_LIBRARIES "${_libnode_uv}")
  endif()

  # libnode's own dependencies, where they are not the system's but beside it or unpacked by setup. libnode has no
  # RUNPATH that leads there, but a library that is already loaded under its name is found: so the runtime names them.
  cmake_path(GET _libnode_prefix PARENT_PATH _libnode_base)
  file(GLOB LibNode_RUNTIME_LIBRARIES
    "${_libnode_base}/runtime/usr/lib/*/lib*.so.*"
    "${_libnode_base}/runtime/lib/*/lib*.so.*")
  list(FILTER LibNode_RUNTIME_LIBRARIES INCLUDE REGEX "\\.so\\.[0-9]+$")
  execute_process(COMMAND ldd "${LibNode_LIBRARY}" OUTPUT_VARIABLE _libnode_needs ERROR_QUIET)
  string(REGEX MATCHALL "[^ \t\n]+ => not found" _libnode_needs "${_libnode_needs}")
  foreach(_libnode_name IN LISTS _libnode_needs)
    string(REPLACE " => not found" "" _libnode_name "${_libnode_name}")
    if(EXISTS "${_libnode_folder}/${_libnode_name}")
      list(APPEND LibNode_RUNTIME_LIBRARIES "${_libnode_folder}/${_libnode_name}")
    endif()
  endforeach()
  if(LibNode_RUNTIME_LIBRARIES)
    set_property(TARGET LibNode::LibNode APPEND PROPERTY INTERFACE_LINK_LIBRARIES
      -Wl,--push-state,--no-as-needed ${LibNode_RUNTIME_LIBRARIES} -Wl,--pop-state)
  endif()
endif()
