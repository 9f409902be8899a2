"""copytaster: reads all incoming wire copy and says what is new.

    agencies -> wire.raw -> fingerprint workers -> wire.fingerprints -> match worker -> wire.stories.new
                            (stateless)            (a partition a       (rolling        wire.stories.rewrite
                                 |                  desk)                window)        wire.monitor
                                 +-----------> wire.deadletter <------------+

`streams.wire` reads what arrives, `streams.detection` decides, `streams.workers` runs the two Faust apps,
`streams.local` brings a Kafka along, `streams.commands` is what people type.
"""

__version__ = "0.1.0"
