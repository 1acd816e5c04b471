process.stdout.write("tetatty 0.1.0\n");
