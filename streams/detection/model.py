"""interim"""
MODEL_VERSION = "0"
