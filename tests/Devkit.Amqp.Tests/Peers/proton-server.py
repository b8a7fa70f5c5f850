"""A server made with Qpid Proton. Prints its port; every message that is sent to it is decoded, encoded again, and can be received."""
import os
import sys
import threading

from proton import Endpoint
from proton.handlers import MessagingHandler
from proton.reactor import Container


class Server(MessagingHandler):
    def __init__(self):
        super().__init__(auto_accept=True)
        self.queue = []
        self.senders = []

    def on_start(self, event):
        self.container = event.container
        self.acceptor = event.container.listen("127.0.0.1:0")
        # Proton has no public way to ask for the port that was free.
        print(self.acceptor._selectable._delegate.getsockname()[1], flush=True)

    def on_link_opening(self, event):
        link = event.link
        if link.is_sender:
            link.source.copy(link.remote_source)
            link.target.copy(link.remote_target)
            self.senders.append(link)
        else:
            link.source.copy(link.remote_source)
            link.target.copy(link.remote_target)

    def on_message(self, event):
        self.queue.append(event.message)
        self.pump()

    def on_sendable(self, event):
        self.pump()

    def pump(self):
        for sender in self.senders:
            while self.queue and sender.credit > 0 and sender.state & Endpoint.LOCAL_ACTIVE:
                sender.send(self.queue.pop(0))


container = Container(Server())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
container.run()
