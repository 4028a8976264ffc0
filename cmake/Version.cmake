# SPDX-License-Identifier: Apache-2.0
# The version in one place: project(VERSION), and behind it the commit, as SemVer's build metadata.
#
# Included, it makes the target `version`: who links it may include "version.h". Run as a script, at
# each build, it writes that file, if the commit is another one now.
if(NOT CMAKE_SCRIPT_MODE_FILE)
	add_custom_target(write_version
		COMMAND ${CMAKE_COMMAND} -DVERSION=${PROJECT_VERSION} -DSOURCE=${PROJECT_SOURCE_DIR}
			-DHEADER=${CMAKE_BINARY_DIR}/generated/version.h -P ${CMAKE_CURRENT_LIST_FILE}
		BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/version.h
		COMMENT "")
	add_library(version INTERFACE)
	add_dependencies(version write_version)
	target_include_directories(version INTERFACE ${CMAKE_BINARY_DIR}/generated)
	return()
endif()

cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=* --abbrev=7
	OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(commit) # a released archive has none
	string(REPLACE "-" "." commit "+g${commit}")
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#ifndef VERSION_H
#define VERSION_H
#define TUMEN_VERSION \"@VERSION@@commit@\"
#endif
" @ONLY)
