# SPDX-License-Identifier: Apache-2.0
# What cmake --install puts where. The pages are installed by client/web.
foreach(program tumen-server tumen-booth tumen-listen tumen-qr)
	if(TARGET ${program})
		install(TARGETS ${program})
		install(FILES docs/man/${program}.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
	endif()
endforeach()

if(TARGET tumen-server)
	configure_file(etc/tumen-server.service.in tumen-server.service @ONLY)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tumen-server.service
		DESTINATION lib/systemd/system)
	install(FILES etc/two-way-booths.yaml etc/one-way-booths.yaml
		DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
endif()
install(FILES README.md CHANGELOG.md SECURITY.md docs/configuration.md docs/operating.md docs/protocol.md
	DESTINATION ${CMAKE_INSTALL_DOCDIR})
