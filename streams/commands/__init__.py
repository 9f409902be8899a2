"""What people type: one module a command, and the pieces that commands share.

`app` puts the commands together.  A command's function takes options and hands over to plain functions;
what is heavy (numpy, Kafka, Faust) it imports when it runs, so that `copytaster --help` answers at once.
"""
