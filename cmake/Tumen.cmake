# SPDX-License-Identifier: Apache-2.0
# How this project builds: one static library per room, warnings and sanitizers in one place.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(tumen_options INTERFACE)
set_property(GLOBAL PROPERTY TUMEN_C_STANDARD 17)
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
target_compile_definitions(tumen_options INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
target_compile_options(tumen_options INTERFACE
	-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes
	-Wmissing-prototypes -Wimplicit-fallthrough -Wformat=2 -Wundef
	-fno-math-errno $<$<C_COMPILER_ID:Clang>:-Wno-enum-float-conversion>
	$<$<BOOL:${TUMEN_WERROR}>:-Werror>)
# Debian's release builds set NDEBUG; our asserts stay on in every build (programmer mistakes only).
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")
target_link_libraries(tumen_options INTERFACE Threads::Threads m)
if(TUMEN_SANITIZE)
	list(JOIN TUMEN_SANITIZE "," tumen_sanitizers)
	target_compile_definitions(tumen_options INTERFACE TUMEN_SANITIZED)
	target_compile_options(tumen_options INTERFACE
		-fsanitize=${tumen_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	target_link_options(tumen_options INTERFACE -fsanitize=${tumen_sanitizers})
endif()

# tumen_room(NAME SOURCES a.c b.c SEES other_room PkgConfig::X ...)
# A room is a static library. SEES repeats the arrows of docs/architecture.md, so that a call
# against an arrow fails to link; tests/style checks the same arrows on the #include lines.
function(tumen_room name)
	cmake_parse_arguments(ROOM "" "" "SOURCES;SEES" ${ARGN})
	if(ROOM_SOURCES)
		add_library(${name} STATIC ${ROOM_SOURCES})
		target_include_directories(${name} PUBLIC
			${PROJECT_SOURCE_DIR}/common ${PROJECT_SOURCE_DIR}/server
			${PROJECT_SOURCE_DIR}/client)
		target_link_libraries(${name} PUBLIC tumen_options ${ROOM_SEES})
	else() # headers only
		add_library(${name} INTERFACE)
		target_include_directories(${name} INTERFACE
			${PROJECT_SOURCE_DIR}/common ${PROJECT_SOURCE_DIR}/server
			${PROJECT_SOURCE_DIR}/client)
		target_link_libraries(${name} INTERFACE tumen_options ${ROOM_SEES})
	endif()
endfunction()

# tumen_test(NAME SOURCES a.c SEES room ... [LABELS unit])
# A test program with tests/support and cmocka; ctest's name is the program's name. A test of a
# room that is not built (TUMEN_CLIENT=OFF, say) is left out with it.
function(tumen_test name)
	cmake_parse_arguments(TEST "" "" "SOURCES;SEES;LABELS" ${ARGN})
	foreach(room IN LISTS TEST_SEES)
		if(NOT TARGET ${room})
			return()
		endif()
	endforeach()
	add_executable(${name} ${TEST_SOURCES})
	target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
	target_link_libraries(${name} PRIVATE tumen_options ${TEST_SEES} PkgConfig::CMOCKA)
	set_target_properties(${name} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
	add_test(NAME ${name} COMMAND ${name})
	if(TEST_LABELS)
		set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
	endif()
endfunction()
