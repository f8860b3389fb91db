# The square-off's transactions against a real MariaDB: the script starts one for it.
add_executable(squareoff_store_test
    squareoff_store_test.cpp squareoff_store_cost_test.cpp squareoff_store_site.cpp
    ${CMAKE_SOURCE_DIR}/test/support/doctest_main.cpp)
target_include_directories(squareoff_store_test SYSTEM PRIVATE ${DOCTEST_INCLUDE})
target_compile_definitions(squareoff_store_test PRIVATE SQL_FOLDER="${CMAKE_SOURCE_DIR}/schemas/sql")
target_link_libraries(squareoff_store_test PRIVATE backstop_options backstop::consumers_squareoff)
