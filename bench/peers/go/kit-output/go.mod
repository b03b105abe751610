module bench/kit-output

go 1.21
