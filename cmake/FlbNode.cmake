# Builds Fluent Bit plugins from TypeScript. From a plugin's own project:
#
#   cmake_minimum_required(VERSION 3.21)
#   project(my-plugin LANGUAGES C CXX)
#   include(node_modules/fluent-bit-node/cmake/FlbNode.cmake)
#   flb_node_plugin(NAME my-plugin ENTRY plugin.ts)     # -> my-plugin.so
#   flb_node_runtime()                                  # -> libflbnode.so beside it; needs libnode
#
include_guard(GLOBAL)

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH FLB_NODE_ROOT)
set(FLB_NODE_ROOT "${FLB_NODE_ROOT}" CACHE INTERNAL "The fluent-bit-node package")

find_program(FLB_NODE_NODE NAMES node nodejs REQUIRED DOC "Node that runs the build's scripts")

# flb_node_bundle(ENTRY <file.ts> OUTPUT <file.cjs> [SOURCE_MAP inline|linked|none])
#
# One CommonJS file out of a TypeScript entry and all that it imports. Built again when any of them changes.
function(flb_node_bundle)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "ENTRY;OUTPUT;SOURCE_MAP" "")
  if(NOT arg_ENTRY OR NOT arg_OUTPUT)
    message(FATAL_ERROR "flb_node_bundle: ENTRY and OUTPUT are needed")
  endif()
  if(NOT arg_SOURCE_MAP)
    set(arg_SOURCE_MAP inline)
  endif()
  cmake_path(ABSOLUTE_PATH arg_ENTRY BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
  cmake_path(RELATIVE_PATH arg_OUTPUT BASE_DIRECTORY "${CMAKE_BINARY_DIR}" OUTPUT_VARIABLE shown)
  add_custom_command(
    OUTPUT "${arg_OUTPUT}"
    COMMAND "${FLB_NODE_NODE}" "${FLB_NODE_ROOT}/cmake/bundle.mjs" "${arg_ENTRY}" "${arg_OUTPUT}"
            "--depfile=${arg_OUTPUT}.d" "--source-map=${arg_SOURCE_MAP}"
    DEPENDS "${arg_ENTRY}" "${FLB_NODE_ROOT}/cmake/bundle.mjs"
    DEPFILE "${arg_OUTPUT}.d"
    COMMENT "Bundling ${shown}"
    VERBATIM)
endfunction()

# flb_node_embed(<target> <symbol> <file>)
#
# Puts a file into a target's read-only section .flbnode.<symbol> as the C symbols <symbol>_start and <symbol>_end, hidden,
# followed by one zero byte. (native/runtime/replaced_bundle.cc finds a bundle by its section.) By the assembler: a bundle of some megabytes as a C array takes a compiler many seconds.
function(flb_node_embed target symbol file)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${target}.embed/${symbol}.cc")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[
// Written by flb_node_embed() of FlbNode.cmake.
__asm__(
    ".pushsection .flbnode.@symbol@,\"a\",@progbits\n"
    ".global @symbol@_start\n.hidden @symbol@_start\n.type @symbol@_start, %object\n"
    ".global @symbol@_end\n.hidden @symbol@_end\n.type @symbol@_end, %object\n"
    ".balign 16\n"
    "@symbol@_start:\n"
    ".incbin \"@file@\"\n"
    "@symbol@_end:\n"
    ".byte 0\n"
    ".popsection\n");
]])
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${file}")
  target_sources(${target} PRIVATE "${source}")
endfunction()

# flb_node_plugin(NAME <name> ENTRY <plugin.ts> | BUNDLE <file.cjs>
#                 [OUTPUT_DIRECTORY <dir>] [SOURCE_MAP inline|linked|none])
#
# The target <name>: <name>.so, which Fluent Bit loads through plugins_file. The plugin's own name, type and description
# are those that its code registers. BUNDLE is for those who bundle by their own means: one CommonJS file.
#
# A filter's target is filter-<name>, and its file flb-filter_<name>.so, with '_' for '-': Fluent Bit derives from the
# file's name which symbol it looks up. The code has to register a filter of that very name, which the build checks.
function(flb_node_plugin)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;ENTRY;BUNDLE;OUTPUT_DIRECTORY;SOURCE_MAP" "")
  if(NOT arg_NAME OR (arg_ENTRY AND arg_BUNDLE) OR NOT (arg_ENTRY OR arg_BUNDLE) OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "flb_node_plugin: NAME and one of ENTRY and BUNDLE are needed; got: ${ARGV}")
  endif()
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  endif()

  set(work "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.plugin")
  if(arg_ENTRY)
    cmake_path(ABSOLUTE_PATH arg_ENTRY BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    set(bundle "${work}/${arg_NAME}.cjs")
    if(NOT arg_SOURCE_MAP)
      set(arg_SOURCE_MAP inline)
    endif()
    flb_node_bundle(ENTRY "${arg_ENTRY}" OUTPUT "${bundle}" SOURCE_MAP "${arg_SOURCE_MAP}")
  else()
    cmake_path(ABSOLUTE_PATH arg_BUNDLE BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE OUTPUT_VARIABLE bundle)
  endif()

  set(kind entry)
  set(output_name "${arg_NAME}")
  set(filter)
  if(arg_NAME MATCHES "^filter-(.+)$")
    set(kind filter)
    string(REPLACE "-" "_" filter "${CMAKE_MATCH_1}")
    set(output_name "flb-filter_${filter}")
  endif()

  set(info "${work}/plugin_info.cc")
  add_custom_command(
    OUTPUT "${info}"
    COMMAND "${FLB_NODE_NODE}" "${FLB_NODE_ROOT}/cmake/describe.mjs" "${bundle}" "${info}" "--filter=${filter}" ${arg_ENTRY}
    DEPENDS "${bundle}" "${FLB_NODE_ROOT}/cmake/describe.mjs" "${FLB_NODE_ROOT}/cmake/lib/describe.mjs"
    COMMENT "Describing ${arg_NAME}"
    VERBATIM)

  _flb_node_plugin_objects(${kind})
  add_library(${arg_NAME} MODULE "${info}" $<TARGET_OBJECTS:flb-node-${kind}-objects>)
  flb_node_embed(${arg_NAME} flbnode_bundle "${bundle}")
  target_include_directories(${arg_NAME} PRIVATE "${FLB_NODE_ROOT}/native/include" "${FLB_NODE_ROOT}/native/plugin")
  _flb_node_plugin_options(${arg_NAME})
  _flb_node_plugin_link(${arg_NAME})
  set_target_properties(${arg_NAME} PROPERTIES
    PREFIX ""
    OUTPUT_NAME "${output_name}"
    SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}")
  # For `flb-node build`, which asks what a project has made.
  file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/flb-node-plugins/${arg_NAME}" CONTENT "$<TARGET_FILE:${arg_NAME}>\n")
endfunction()

# flb_node_runtime([OUTPUT_DIRECTORY <dir>]): the target flbnode, libflbnode.so. One serves all plugins of a Fluent Bit.
function(flb_node_runtime)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUTPUT_DIRECTORY" "")
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  list(APPEND CMAKE_MODULE_PATH "${FLB_NODE_ROOT}/cmake")
  include(NativeDefaults)
  add_subdirectory("${FLB_NODE_ROOT}/native/core" flb-node/core EXCLUDE_FROM_ALL)
  add_subdirectory("${FLB_NODE_ROOT}/native/runtime" flb-node/runtime)
  set_target_properties(flbnode PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}")
endfunction()

# The error table of src/errors.ts as error_table.h: the target flb-node-errors.
function(flb_node_errors)
  if(TARGET flb-node-errors)
    return()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/flb-node-errors")
  add_custom_command(
    OUTPUT "${folder}/error_table.h"
    COMMAND "${FLB_NODE_NODE}" "${FLB_NODE_ROOT}/cmake/errors.mjs" "${folder}/error_table.h"
    DEPENDS "${FLB_NODE_ROOT}/src/errors.ts" "${FLB_NODE_ROOT}/cmake/errors.mjs"
    COMMENT "Writing the error table"
    VERBATIM)
  add_custom_target(flb-node-error-table DEPENDS "${folder}/error_table.h")
  add_library(flb-node-errors INTERFACE)
  add_dependencies(flb-node-errors flb-node-error-table)
  target_include_directories(flb-node-errors INTERFACE "${folder}")
endfunction()

# The entry points of proxy plugins (`entry`) and of filters (`filter`): the same objects for every plugin of a kind,
# compiled once.
function(_flb_node_plugin_objects kind)
  set(target flb-node-${kind}-objects)
  if(TARGET ${target})
    return()
  endif()
  set(native "${FLB_NODE_ROOT}/native")
  file(GLOB sources CONFIGURE_DEPENDS "${native}/plugin/*.cc")
  if(kind STREQUAL "filter")
    list(REMOVE_ITEM sources "${native}/plugin/entry.cc")
  else()
    list(REMOVE_ITEM sources "${native}/plugin/filter.cc")
  endif()
  add_library(${target} OBJECT ${sources})
  target_include_directories(${target} PRIVATE "${native}" "${native}/include")
  flb_node_errors()
  target_link_libraries(${target} PRIVATE flb-node-errors)
  _flb_node_plugin_options(${target})
endfunction()

function(_flb_node_plugin_options target)
  target_compile_features(${target} PRIVATE cxx_std_17)
  target_compile_options(${target} PRIVATE
    -O2 -Wall -Wextra -fno-exceptions -fno-rtti -ffunction-sections -fdata-sections
    # Flushes run on a coroutine stack of 24 KiB, which Fluent Bit allocates without looking further.
    -Wframe-larger-than=2048)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
endfunction()

function(_flb_node_plugin_link target)
  target_link_options(${target} PRIVATE
    -static-libstdc++ -static-libgcc # Fluent Bit's image has no libstdc++
    -Wl,-z,nodelete # Node's threads outlive the host's dlclose()
    -Wl,-z,defs -Wl,--as-needed -Wl,--gc-sections -Wl,--exclude-libs,ALL -Wl,--enable-new-dtags)
  target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
  set_target_properties(${target} PROPERTIES
    # For dlopen("libflbnode.so"), after the plugin's own folder: the layout of this repository's build/.
    BUILD_RPATH "$ORIGIN/../lib"
    INSTALL_RPATH "$ORIGIN/../lib")
endfunction()
