"""Modules where programs written for earlier versions look for names."""
